// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.client;

import java.time.Duration;
import java.util.Properties;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Brokers that are away. A job waits for them, ten minutes and a little more; then a task fails,
 * and goes on waiting when it has been restarted. While a task waits it can be cancelled.
 */
public final class Outage {
  /** How long a broker is waited for. */
  public static final Duration PATIENCE = Duration.ofMinutes(11);

  /**
   * How long a transaction lives that nobody ends: Kafka's default for the longest that a broker
   * allows. What a checkpoint holds is to be committed when the broker is back.
   */
  static final Duration TRANSACTION = Duration.ofMinutes(15);

  /**
   * After so long without an answer the connection is made again: the broker may be another
   * process.
   */
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private static final Duration CONNECTION = Duration.ofSeconds(10);

  private Outage() {}

  /** Settings of producers that wait, where the user says nothing. */
  public static void settings(Properties client) {
    client.setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, millis(TRANSACTION));
    client.setProperty("delivery.timeout.ms", millis(PATIENCE));
    client.setProperty("max.block.ms", millis(PATIENCE));
    client.setProperty("request.timeout.ms", millis(ANSWER));
    client.setProperty("socket.connection.setup.timeout.max.ms", millis(CONNECTION));
  }

  private static String millis(Duration time) {
    return Long.toString(time.toMillis());
  }

  /** Whether {@code failure} says that a broker is away, and not that a topic is not there. */
  public static boolean isReasonOf(Throwable failure) {
    return ExceptionUtils.findThrowable(failure, RetriableException.class)
        .filter(reason -> !(reason instanceof UnknownTopicOrPartitionException))
        .isPresent();
  }
}
