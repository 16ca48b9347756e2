// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import io.flinksgd.kafka.client.KafkaTopics;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What a sink knows of its topic.
 *
 * @param properties of the clients, as the user gave them; they may hold secrets
 * @param prefix of transactional ids, which the lineage follows
 * @param transactionTimeout in milliseconds, as the producers are told
 * @param model whether it is a model's, which has one writer
 * @param takeOver whether a live writer is put out of its place
 * @param create whether it is made if it is missing
 * @param writer the table whose training writes it, or empty
 */
record TopicSettings(
    String bootstrapServers,
    String topic,
    Map<String, String> properties,
    DeliveryGuarantee guarantee,
    String prefix,
    String transactionTimeout,
    boolean model,
    boolean takeOver,
    boolean create,
    String writer)
    implements Serializable {
  /** Of records that are not a model. */
  private static final Duration RETENTION = Duration.ofDays(7);

  static final String TRANSACTION_TIMEOUT = "transaction.timeout.ms";

  boolean isTransactional() {
    return guarantee == DeliveryGuarantee.EXACTLY_ONCE;
  }

  /** The properties of a client of the topic's cluster. */
  Properties client() {
    Properties client = new Properties();
    client.putAll(properties);
    client.setProperty("bootstrap.servers", bootstrapServers);
    return client;
  }

  /** Whether {@code other} is a topic of this name on a cluster that has a broker in common. */
  boolean isTopicOf(TopicSettings other) {
    Set<String> common = servers();
    common.retainAll(other.servers());
    return topic.equals(other.topic) && !common.isEmpty();
  }

  /** The addresses of brokers. */
  Set<String> servers() {
    return new HashSet<>(Arrays.asList(bootstrapServers.split("\\s*[,;]\\s*")));
  }

  /**
   * Refuses checkpoints between which Kafka would abort the transactions that they are to commit.
   *
   * @throws IllegalArgumentException if the time from one checkpoint to the next is not shorter
   *     than the property {@code transaction.timeout.ms}, or that is no time
   */
  void check(StreamExecutionEnvironment env) {
    if (!isTransactional()) {
      return;
    }
    long most = timeoutMillis();
    CheckpointConfig checkpoints = env.getCheckpointConfig();
    if (!checkpoints.isCheckpointingEnabled()) {
      return;
    }
    long apart =
        Math.max(checkpoints.getCheckpointInterval(), checkpoints.getMinPauseBetweenCheckpoints());
    if (apart >= most) {
      throw new IllegalArgumentException(
          ("checkpoint interval must be shorter than Kafka's transactions may last, %s ms, or what"
                  + " is written is aborted before it is committed: checkpoint interval=%s ms;"
                  + " property %s can be raised up to the broker's transaction.max.timeout.ms")
              .formatted(most, apart, TRANSACTION_TIMEOUT));
    }
  }

  /**
   * Makes sure that the topic is there.
   *
   * @param partitions if it has to be made
   * @throws IllegalStateException if it is not and must not be made
   */
  void provide(KafkaTopics topics, int partitions) {
    if (!create) {
      int unused = topics.partitions(topic);
      if (model) {
        topics.checkModel(topic);
      }
    } else if (model) {
      topics.model(topic);
    } else {
      topics.log(topic, partitions, RETENTION);
    }
  }

  /**
   * Refuses transactions that are longer than the broker allows.
   *
   * @throws IllegalArgumentException if they are; none if the broker may not be asked
   */
  void check(KafkaTopics topics) {
    if (isTransactional()) {
      topics.checkTransactions(timeoutMillis());
    }
  }

  /** How long a transaction may take. */
  long timeoutMillis() {
    try {
      long millis = Integer.parseInt(transactionTimeout.trim());
      if (millis > 0) {
        return millis;
      }
    } catch (NumberFormatException e) {
      // as below
    }
    throw new IllegalArgumentException(
        "%s must be a number of milliseconds in [1, 2147483647]: %s=%s"
            .formatted(TRANSACTION_TIMEOUT, TRANSACTION_TIMEOUT, transactionTimeout));
  }

  /** Leaves the client properties out: they may hold secrets. */
  @Override
  public String toString() {
    return topic + " at " + bootstrapServers;
  }
}
