// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.kafka.embedded.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class LocalClusterTest {
  @Command
  private static final class Listening {
    @Mixin private ListenOption listen;
  }

  private static ListenOption listen(String... arguments) {
    Listening command = new Listening();
    new CommandLine(command).parseArgs(arguments);
    return command.listen;
  }

  /** Clusters of other tests in this JVM may listen as they like. */
  private final List<InetSocketAddress> before = listening();

  private static List<InetSocketAddress> listening() {
    try {
      return ListeningSockets.of(ProcessHandle.current());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<InetSocketAddress> opened() {
    List<InetSocketAddress> opened = new ArrayList<>(listening());
    opened.removeAll(before);
    return opened;
  }

  @Test
  void nothingListensBeyondLoopback() throws Exception {
    try (Scratch scratch = Scratch.create();
        EmbeddedBroker broker = EmbeddedBroker.start();
        LocalCluster cluster =
            LocalCluster.start(
                1, new Configuration(), listen(), scratch.path("checkpoints"), scratch)) {
      List<InetSocketAddress> own = opened();
      assertThat(own).extracting(InetSocketAddress::getPort).contains(cluster.ui().getPort());
      assertThat(own).allMatch(socket -> socket.getAddress().isLoopbackAddress());
      int port = Integer.parseInt(broker.bootstrapServers().replaceAll(".*:", ""));
      ProcessHandle child = ProcessHandle.current().children().findAny().orElseThrow();
      List<InetSocketAddress> brokers = ListeningSockets.of(child);
      assertThat(brokers).extracting(InetSocketAddress::getPort).contains(port);
      assertThat(brokers).allMatch(socket -> socket.getAddress().isLoopbackAddress());
    }
  }

  @Test
  void listensWhereItIsToldToAndTakesNoCode() throws Exception {
    try (Scratch scratch = Scratch.create();
        LocalCluster cluster =
            LocalCluster.start(
                1,
                new Configuration(),
                listen("--listen", "0.0.0.0"),
                scratch.path("checkpoints"),
                scratch)) {
      assertThat(opened())
          .filteredOn(socket -> !socket.getAddress().isLoopbackAddress())
          .extracting(InetSocketAddress::getPort)
          .containsExactly(cluster.ui().getPort());
      assertThat(upload(cluster.ui().resolve("/jars/upload"))).isEqualTo(404);
    }
  }

  private static int upload(URI address) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setRequestMethod("POST");
    return connection.getResponseCode();
  }

  @Test
  void refusesAnAddressThatIsNone() throws Exception {
    try (Scratch scratch = Scratch.create()) {
      assertThatThrownBy(
              () ->
                  LocalCluster.start(
                      1,
                      new Configuration(),
                      listen("--listen", "no such host"),
                      scratch.path("checkpoints"),
                      scratch))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("listen must be an address of this machine: listen=no such host");
    }
  }
}
