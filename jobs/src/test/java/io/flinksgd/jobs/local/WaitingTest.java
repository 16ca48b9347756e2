// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.testing.Case;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("case")
final class WaitingTest {
  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void saysWhatABrokerThatIsAwaySays() throws IOException {
    String server = "127.0.0.1:" + closedPort();
    PipedReader read = new PipedReader();
    try (PrintWriter err = new PrintWriter(new PipedWriter(read));
        BufferedReader lines = new BufferedReader(read);
        Waiting waiting =
            Waiting.begin(
                err,
                "the broker at " + server,
                () -> Waiting.connections(server),
                Duration.ofMillis(1))) {
      String line = lines.readLine();
      String right =
          "flink-sgd: waits for the broker at %s since 0 s: %s cannot be".formatted(server, server);
      Case.holds(
          "kafka",
          "a broker that cannot be reached, before it is given up",
          right + " ...",
          line,
          line.startsWith(right));
      assertThat(waiting).isNotNull();
    }
  }

  @Test
  void saysOfEachServerWhatItDoes() throws IOException {
    try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String servers = "127.0.0.1:" + open.getLocalPort() + ",nonsense";
      assertThat(Waiting.connections(servers))
          .startsWith(
              "127.0.0.1:" + open.getLocalPort() + " takes connections and has not answered")
          .contains(", nonsense cannot be connected to (");
    }
  }
}
