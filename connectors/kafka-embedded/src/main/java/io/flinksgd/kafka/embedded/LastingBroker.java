// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A broker that can be stopped and started again, at the same address and with the same data. Owned
 * by one thread.
 */
public final class LastingBroker implements AutoCloseable {
  private final Path directory;
  private final BrokerOptions options;
  private final String address;
  private EmbeddedBroker broker;

  private LastingBroker(Path directory, BrokerOptions options, String address) {
    this.directory = directory;
    this.options = options;
    this.address = address;
  }

  /**
   * Starts a broker that only this machine reaches.
   *
   * @param directory where it keeps its data, also when it is closed
   * @param options whose settings must name no listeners
   */
  public static LastingBroker start(Path directory, BrokerOptions options) throws IOException {
    return start(directory, options, "127.0.0.1");
  }

  /**
   * As above.
   *
   * @param at numeric address of this machine at which clients find the broker
   */
  public static LastingBroker start(Path directory, BrokerOptions options, String at)
      throws IOException {
    InetAddress host = InetAddress.getByName(at);
    int port;
    int controllerPort;
    try (ServerSocket one = new ServerSocket(0, 1, host);
        ServerSocket two = new ServerSocket(0, 1, host)) {
      port = one.getLocalPort();
      controllerPort = two.getLocalPort();
    }
    String address = at + ":" + port;
    String controller = at + ":" + controllerPort;
    String listener = "PLAINTEXT://" + address;
    Map<String, String> settings = new HashMap<>(options.settings());
    settings.put("listeners", listener + ",CONTROLLER://" + controller);
    settings.put("advertised.listeners", listener);
    settings.put("controller.quorum.voters", "1@" + controller);
    LastingBroker lasting = new LastingBroker(directory, options.withSettings(settings), address);
    lasting.startAgain();
    return lasting;
  }

  /** Stops the broker; its clients find nobody at its address. */
  public void stop() throws IOException {
    if (broker != null) {
      broker.close();
      broker = null;
    }
  }

  /** Kills the broker, as a machine that is lost. */
  public void kill() throws IOException {
    ProcessHandle process = process();
    process.destroyForcibly();
    process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    stop();
  }

  /** The process of the broker, which runs. */
  public ProcessHandle process() {
    return broker.process();
  }

  /** Starts the broker that was stopped or killed. */
  public void startAgain() throws IOException {
    if (broker == null) {
      broker = EmbeddedBroker.start(directory, options);
    }
  }

  /** What clients pass as {@code bootstrap.servers}, also while it is stopped. */
  public String bootstrapServers() {
    return address;
  }

  /** As {@link EmbeddedBroker#client()}, also while it is stopped. */
  public Properties client() {
    return EmbeddedBroker.client(address);
  }

  /**
   * Writes records without keys and waits until the broker, which runs, has them.
   *
   * @throws IOException if it refuses one
   */
  public void send(String topic, List<byte[]> values) throws IOException {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (byte[] value : values) {
        sent.add(producer.send(new ProducerRecord<>(topic, value)));
      }
      producer.flush();
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("broker must take every record: topic=" + topic, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while records were written: topic=" + topic, e);
    }
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
