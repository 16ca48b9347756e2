package io.flinksgd.jobs.cluster;

import io.flinksgd.kafka.embedded.BrokerOptions;
import io.flinksgd.kafka.embedded.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A broker that can be killed and comes back at the same address with what it had. */
final class RestartableBroker implements AutoCloseable {
  private final Path directory;
  private final int[] ports;
  private EmbeddedBroker broker;

  RestartableBroker(Path directory) throws IOException {
    this.directory = directory;
    this.ports = SessionCluster.freePorts(2);
    start();
  }

  /** Host and port. */
  String address() {
    return "127.0.0.1:" + ports[0];
  }

  /** Starts it, or again after {@link #kill}. */
  void start() throws IOException {
    String listener = "PLAINTEXT://" + address();
    String controller = "127.0.0.1:" + ports[1];
    broker =
        EmbeddedBroker.start(
            directory,
            BrokerOptions.small()
                .withSettings(
                    Map.of(
                        "listeners",
                        listener + ",CONTROLLER://" + controller,
                        "advertised.listeners",
                        listener,
                        "controller.quorum.voters",
                        "1@" + controller,
                        // every version stays on the topic, to be counted
                        "log.cleaner.enable",
                        "false")));
  }

  /** Sends it a signal: {@code STOP}, {@code CONT}. */
  void signal(String signal) throws IOException, InterruptedException {
    SessionCluster.signal(broker.process(), signal);
  }

  /** Kills it, as a machine that is lost. */
  void kill() {
    broker.process().destroyForcibly();
    broker.process().onExit().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() throws IOException {
    broker.close();
  }
}
