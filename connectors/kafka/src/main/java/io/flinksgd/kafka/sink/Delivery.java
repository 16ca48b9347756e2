// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import io.flinksgd.kafka.client.KafkaTopics;
import java.io.Serializable;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * How surely records arrive, and the transactions that this takes.
 *
 * @param guarantee exactly once means transactions that are committed with checkpoints
 * @param prefix of transactional ids, which the lineage follows
 * @param transactionTimeout in milliseconds, as the producers are told
 */
record Delivery(DeliveryGuarantee guarantee, String prefix, String transactionTimeout)
    implements Serializable {
  static final String TRANSACTION_TIMEOUT = "transaction.timeout.ms";

  boolean isTransactional() {
    return guarantee == DeliveryGuarantee.EXACTLY_ONCE;
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
   * Refuses transactions that are longer than the broker allows.
   *
   * @throws IllegalArgumentException if they are; none if the broker may not be asked
   */
  void check(KafkaTopics topics) {
    if (isTransactional()) {
      topics.checkTransactions(timeoutMillis());
    }
  }

  /** How long a transaction may take, in milliseconds. */
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
}
