// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.client;

import java.security.CodeSource;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.common.TopicPartition;

/**
 * Refuses a Kafka connector that works with other Kafka clients than this library does: it would
 * fail at the first record, and after each restart. Flink loads its own packages from {@code lib/}
 * first, so that {@code flink-sql-connector-kafka} there takes the place of the connector in a
 * program's jar, whose clients keep theirs.
 */
public final class ConnectorCheck {
  private ConnectorCheck() {}

  /**
   * Checks where a job is built.
   *
   * @throws IllegalStateException with both places if they do not fit
   */
  public static void whenBuilt() {
    fits(KafkaPartitionSplit.class, TopicPartition.class);
  }

  /** Checks where a job runs, whose {@code lib/} may be another. A restart would change nothing. */
  public static void whenStarted() {
    try {
      whenBuilt();
    } catch (IllegalStateException e) {
      throw new SuppressRestartsException(e);
    }
  }

  static void fits(Class<?> connector, Class<?> client) {
    Class<?> its;
    try {
      its = connector.getMethod("getTopicPartition").getReturnType();
    } catch (NoSuchMethodException | LinkageError e) {
      throw new IllegalStateException(refusal(connector, client, e.toString()), e);
    }
    if (its != client) {
      String theirs = its.getName() + " of " + place(its);
      throw new IllegalStateException(refusal(connector, client, theirs));
    }
  }

  private static String refusal(Class<?> connector, Class<?> client, String theirs) {
    return ("Flink's Kafka connector must work with the Kafka clients of this program: connector=%s,"
            + " its clients=%s, clients=%s of %s; take that connector out of lib/, or give connector"
            + " and clients names of your own in your jar, as flink-sgd's jars for clusters do")
        .formatted(place(connector), theirs, client.getName(), place(client));
  }

  private static String place(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null ? "an unknown place" : String.valueOf(source.getLocation());
  }
}
