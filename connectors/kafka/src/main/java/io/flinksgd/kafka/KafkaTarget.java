package io.flinksgd.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;

/**
 * Where records go and how surely. Immutable: each method returns a changed copy.
 *
 * <p>Exactly once means transactions that are committed with Flink's checkpoints: readers that read
 * committed records see each record once, as late as the checkpoint that follows it.
 */
public final class KafkaTarget {
  /** Below the broker's default {@code transaction.max.timeout.ms} of fifteen minutes. */
  private static final String TRANSACTION_TIMEOUT_MILLIS = "600000";

  private final String bootstrapServers;
  private final String topic;
  private final Map<String, String> properties;
  private final DeliveryGuarantee guarantee;
  private final String transactionalIdPrefix;

  private KafkaTarget(
      String bootstrapServers,
      String topic,
      Map<String, String> properties,
      DeliveryGuarantee guarantee,
      String transactionalIdPrefix) {
    this.bootstrapServers = Objects.requireNonNull(bootstrapServers, "bootstrapServers");
    this.topic = Objects.requireNonNull(topic, "topic");
    this.properties = Map.copyOf(properties);
    this.guarantee = guarantee;
    this.transactionalIdPrefix = transactionalIdPrefix;
  }

  /** A topic, with the guarantee that its sink has by default. */
  public static KafkaTarget of(String bootstrapServers, String topic) {
    return new KafkaTarget(bootstrapServers, topic, Map.of(), null, "flink-sgd-" + topic);
  }

  /** Properties of the Kafka client, SASL and TLS among them; they override the built-in ones. */
  public KafkaTarget properties(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(properties);
    all.putAll(more);
    return new KafkaTarget(bootstrapServers, topic, all, guarantee, transactionalIdPrefix);
  }

  /** How surely records arrive. */
  public KafkaTarget guarantee(DeliveryGuarantee value) {
    return new KafkaTarget(
        bootstrapServers,
        topic,
        properties,
        Objects.requireNonNull(value, "guarantee"),
        transactionalIdPrefix);
  }

  /**
   * Starts the names of this sink's transactions. Two jobs with the same prefix end each other's
   * transactions; by default it is {@code flink-sgd-} and the topic, so that of two jobs on one
   * topic only one can write.
   */
  public KafkaTarget transactionalIdPrefix(String value) {
    return new KafkaTarget(
        bootstrapServers,
        topic,
        properties,
        guarantee,
        Objects.requireNonNull(value, "transactionalIdPrefix"));
  }

  /** The topic. */
  public String topic() {
    return topic;
  }

  <T> KafkaSink<T> sink(
      DeliveryGuarantee otherwise, KafkaRecordSerializationSchema<T> serialization) {
    Properties client = new Properties();
    client.setProperty("transaction.timeout.ms", TRANSACTION_TIMEOUT_MILLIS);
    client.setProperty("linger.ms", "20");
    client.setProperty("batch.size", Integer.toString(128 << 10));
    client.setProperty("compression.type", "lz4");
    client.setProperty("max.request.size", Integer.toString(KafkaTopics.MAX_MESSAGE_BYTES));
    client.putAll(properties);
    return KafkaSink.<T>builder()
        .setBootstrapServers(bootstrapServers)
        .setKafkaProducerConfig(client)
        .setDeliveryGuarantee(guarantee == null ? otherwise : guarantee)
        .setTransactionalIdPrefix(transactionalIdPrefix)
        .setRecordSerializer(serialization)
        .build();
  }

  @Override
  public String toString() {
    return topic + " at " + bootstrapServers; // Properties may hold secrets.
  }
}
