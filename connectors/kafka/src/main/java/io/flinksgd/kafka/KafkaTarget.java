package io.flinksgd.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Where records go and how surely. Immutable: each method returns a changed copy.
 *
 * <p>Exactly once means transactions that are committed with Flink's checkpoints: readers that read
 * committed records see each record once, as late as the checkpoint that follows it. A transaction
 * that is older than the property {@code transaction.timeout.ms}, ten minutes by default, is
 * aborted, so checkpoints must be closer together.
 */
public final class KafkaTarget {
  /** Below the broker's default {@code transaction.max.timeout.ms} of fifteen minutes. */
  private static final String TRANSACTION_TIMEOUT_MILLIS = "600000";

  private static final String TRANSACTION_TIMEOUT = "transaction.timeout.ms";

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

  /**
   * Refuses checkpoints between which Kafka would abort the transactions that they are to commit.
   *
   * @param env of the job, whose checkpoints are configured
   * @param otherwise the guarantee, if none was asked for
   * @throws IllegalArgumentException if the time from one checkpoint to the next is not shorter
   *     than the property {@code transaction.timeout.ms}
   */
  void check(StreamExecutionEnvironment env, DeliveryGuarantee otherwise) {
    CheckpointConfig checkpoints = env.getCheckpointConfig();
    String given = properties.getOrDefault(TRANSACTION_TIMEOUT, TRANSACTION_TIMEOUT_MILLIS);
    if ((guarantee == null ? otherwise : guarantee) != DeliveryGuarantee.EXACTLY_ONCE
        || !checkpoints.isCheckpointingEnabled()
        || !given.matches("\\d{1,18}")) { // Kafka refuses what is no number
      return;
    }
    long apart =
        Math.max(checkpoints.getCheckpointInterval(), checkpoints.getMinPauseBetweenCheckpoints());
    if (apart >= Long.parseLong(given)) {
      throw new IllegalArgumentException(
          ("checkpoint interval must be shorter than Kafka's transactions may last, %s ms, or what"
                  + " is written is aborted before it is committed: checkpoint interval=%s ms;"
                  + " property %s can be raised up to the broker's transaction.max.timeout.ms")
              .formatted(given, apart, TRANSACTION_TIMEOUT));
    }
  }

  <T> KafkaSink<T> sink(
      DeliveryGuarantee otherwise, KafkaRecordSerializationSchema<T> serialization) {
    Properties client = new Properties();
    client.setProperty(TRANSACTION_TIMEOUT, TRANSACTION_TIMEOUT_MILLIS);
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
