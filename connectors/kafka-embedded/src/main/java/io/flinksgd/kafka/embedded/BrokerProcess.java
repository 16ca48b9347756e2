// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** The child's side: runs a broker until standard input ends. */
final class BrokerProcess {
  /** Starts the line that says the broker takes requests; the address follows. */
  static final String READY = "broker ready at ";

  private static final String HOST = "127.0.0.1";
  private static final int NODE = 1;
  private static final long SHUTDOWN_NANOS = 15_000_000_000L;

  private BrokerProcess() {}

  /**
   * Runs.
   *
   * @param arguments data directory, whether to delete it at the end, then {@code key=value}
   *     settings
   */
  @SuppressWarnings("SystemOut") // The line on standard output is the protocol.
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    boolean scratch = Boolean.parseBoolean(arguments[1]);
    CountDownLatch ended = endOfInput();
    int[] ports = freePorts();
    Properties settings = settings(directory, ports[0], ports[1]);
    for (String argument : List.of(arguments).subList(2, arguments.length)) {
      String[] pair = argument.split("=", 2);
      settings.setProperty(pair[0], pair[1]);
    }
    format(directory);
    KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
    server.startup();
    System.out.println(READY + HOST + ":" + ports[0]);
    ended.await();
    server.shutdown();
    server.awaitShutdown();
    if (scratch) {
      delete(directory);
    }
    System.exit(0);
  }

  /**
   * Waits in the background for the parent to go away, and then limits the time that is left: a
   * parent that is gone cannot end a child whose start or shutdown hangs.
   */
  private static CountDownLatch endOfInput() {
    CountDownLatch ended = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                System.in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                System.err.println(e); // A broken pipe says the same as its end.
              }
              ended.countDown();
              LockSupport.parkNanos(SHUTDOWN_NANOS);
              Runtime.getRuntime().halt(1);
            },
            "parent-watch");
    thread.setDaemon(true);
    thread.start();
    return ended;
  }

  private static int[] freePorts() throws IOException {
    InetAddress host = InetAddress.getLoopbackAddress();
    try (ServerSocket broker = new ServerSocket(0, 1, host);
        ServerSocket controller = new ServerSocket(0, 1, host)) {
      return new int[] {broker.getLocalPort(), controller.getLocalPort()};
    }
  }

  private static Properties settings(Path directory, int port, int controllerPort) {
    String broker = "PLAINTEXT://" + HOST + ":" + port;
    Properties settings = new Properties();
    settings.putAll(
        Map.of(
            "process.roles",
            "broker,controller",
            "node.id",
            Integer.toString(NODE),
            "controller.quorum.voters",
            NODE + "@" + HOST + ":" + controllerPort,
            "listeners",
            broker + ",CONTROLLER://" + HOST + ":" + controllerPort,
            "advertised.listeners",
            broker,
            "listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name",
            "PLAINTEXT",
            "controller.listener.names",
            "CONTROLLER",
            "log.dirs",
            directory.toString(),
            "auto.create.topics.enable",
            "false"));
    settings.putAll(
        Map.of(
            "offsets.topic.replication.factor", "1",
            "offsets.topic.num.partitions", "1",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "transaction.state.log.num.partitions", "1",
            "share.coordinator.state.topic.replication.factor", "1",
            "share.coordinator.state.topic.min.isr", "1",
            "default.replication.factor", "1",
            "min.insync.replicas", "1",
            // A Flink job may take an hour to come back and commit.
            "transaction.max.timeout.ms", "3600000"));
    settings.putAll(
        Map.of(
            "group.initial.rebalance.delay.ms", "0",
            "num.io.threads", "2",
            "num.network.threads", "2",
            // The cleaner allocates this buffer at once; 128 MB by default.
            "log.cleaner.dedupe.buffer.size", "2097152"));
    return settings;
  }

  private static void format(Path directory) throws Exception {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    Formatter formatter = new Formatter();
    formatter.setPrintStream(System.err);
    formatter.setNodeId(NODE);
    formatter.setClusterId(Uuid.randomUuid().toString());
    formatter.addDirectory(directory.toString());
    formatter.setMetadataLogDirectory(directory.toString());
    formatter.setControllerListenerName("CONTROLLER");
    formatter.run();
  }

  /** Deletes {@code directory} and all in it, if it exists. */
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      paths
          .sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.deleteIfExists(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
