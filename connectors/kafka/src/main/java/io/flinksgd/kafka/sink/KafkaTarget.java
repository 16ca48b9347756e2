// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import io.flinksgd.client.KafkaClasses;
import io.flinksgd.kafka.client.ClientProperties;
import io.flinksgd.kafka.client.ConnectorCheck;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.client.Outage;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apiguardian.api.API;

/**
 * Where records go and how surely. Immutable, of any thread: each method returns a changed copy.
 *
 * <p>Exactly once means transactions that are committed with Flink's checkpoints: readers that read
 * committed records see each record once, as late as the checkpoint that follows it. A transaction
 * that is older than the property {@code transaction.timeout.ms}, fifteen minutes by default, is
 * aborted, so checkpoints must be closer together: a job in which they are not is refused when its
 * graph is built, and one whose property is above the broker's {@code transaction.max.timeout.ms}
 * when it starts. A topic that is missing is created when the job starts. Topics that exist are
 * left as they are; an exactly-once sink also reads them, to find transactions that an earlier run
 * left open.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class KafkaTarget {
  /** Whether a missing topic is created, unless set otherwise. */
  public static final boolean DEFAULT_CREATE = true;

  /** Whether a model topic is taken from a live writer, unless set otherwise. */
  public static final boolean DEFAULT_TAKE_OVER = false;

  private final TopicAddress address;
  private final Optional<DeliveryGuarantee> guarantee;
  private final String transactionalIdPrefix;
  private final TopicSettings.Model writer;
  private final boolean create;

  private KafkaTarget(
      TopicAddress address,
      Optional<DeliveryGuarantee> guarantee,
      String transactionalIdPrefix,
      TopicSettings.Model writer,
      boolean create) {
    this.address = address;
    this.guarantee = guarantee;
    this.transactionalIdPrefix = Objects.requireNonNull(transactionalIdPrefix, "prefix");
    this.writer = writer;
    this.create = create;
  }

  /** A topic, with the guarantee that its sink has by default. */
  public static KafkaTarget of(String bootstrapServers, String topic) {
    return new KafkaTarget(
        new TopicAddress(bootstrapServers, topic, Map.of()),
        Optional.empty(),
        "flink-sgd-" + topic,
        new TopicSettings.Model(DEFAULT_TAKE_OVER, ""),
        DEFAULT_CREATE);
  }

  /** Properties of the Kafka client, SASL and TLS among them; they override the built-in ones. */
  public KafkaTarget properties(Map<String, String> more) {
    ClientProperties.check(more);
    Map<String, String> all = new HashMap<>(address.properties());
    all.putAll(KafkaClasses.actual(more));
    return new KafkaTarget(
        new TopicAddress(address.bootstrapServers(), address.topic(), all),
        guarantee,
        transactionalIdPrefix,
        writer,
        create);
  }

  /** How surely records arrive. */
  public KafkaTarget guarantee(DeliveryGuarantee value) {
    return new KafkaTarget(address, Optional.of(value), transactionalIdPrefix, writer, create);
  }

  /**
   * Starts the names of this sink's transactions: {@code flink-sgd-} and the topic's name, unless
   * it is given. A colon and the job's lineage follow, and then a few numbers that stay the same.
   */
  public KafkaTarget transactionalIdPrefix(String value) {
    return new KafkaTarget(address, guarantee, value, writer, create);
  }

  /**
   * Whether a job that starts takes the model topic from a live writer, which then fails and does
   * not restart. Otherwise, and whenever it restarts, it is refused as long as there is one, see
   * {@code KafkaModel}.
   */
  public KafkaTarget takeOver(boolean value) {
    return written(new TopicSettings.Model(value, writer.table()));
  }

  /** Whether a topic that is missing is created when the job starts; otherwise the job fails. */
  public KafkaTarget createTopic(boolean value) {
    return new KafkaTarget(address, guarantee, transactionalIdPrefix, writer, value);
  }

  /** The table whose training writes the topic, for the messages of others that want it. */
  public KafkaTarget writer(String value) {
    return written(new TopicSettings.Model(writer.takeOver(), value));
  }

  private KafkaTarget written(TopicSettings.Model by) {
    return new KafkaTarget(address, guarantee, transactionalIdPrefix, by, create);
  }

  /** The topic. */
  public String topic() {
    return address.topic();
  }

  /** A sink for the topic of a model, which has one writer, or for another one. */
  @API(status = API.Status.INTERNAL)
  public <T> TopicSink<T> sink(
      DeliveryGuarantee otherwise, TopicSerialization<T> serialization, boolean model) {
    Properties client = client();
    return new TopicSink<>(
        client,
        serialization,
        settings(client, otherwise, model ? writer : new TopicSettings.Log()),
        false);
  }

  /** A sink that drops what it cannot write, unless the target says how surely it is to arrive. */
  @API(status = API.Status.INTERNAL)
  public <T> TopicSink<T> reports(TopicSerialization<T> serialization) {
    Properties client = client();
    TopicSettings settings = settings(client, DeliveryGuarantee.NONE, new TopicSettings.Log());
    return new TopicSink<>(client, serialization, settings, guarantee.isEmpty());
  }

  private Properties client() {
    ConnectorCheck.whenBuilt();
    Properties client = new Properties();
    Outage.settings(client);
    client.setProperty("linger.ms", "20");
    client.setProperty("batch.size", Integer.toString(128 << 10));
    client.setProperty("compression.type", "lz4");
    client.setProperty("max.request.size", Integer.toString(KafkaTopics.MAX_MESSAGE_BYTES));
    client.putAll(address.properties());
    return client;
  }

  private TopicSettings settings(
      Properties client, DeliveryGuarantee otherwise, TopicSettings.Content content) {
    Delivery delivery =
        new Delivery(
            guarantee.orElse(otherwise),
            transactionalIdPrefix,
            client.getProperty(Delivery.TRANSACTION_TIMEOUT));
    return new TopicSettings(address, delivery, content, create);
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
