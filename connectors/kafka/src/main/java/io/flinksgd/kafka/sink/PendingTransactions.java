// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.flink.connector.kafka.sink.internal.CheckpointTransaction;

/**
 * Transactions of a writer that wait for a checkpoint. Each checkpoint that fails leaves one, which
 * the next that is complete commits. Checkpoints may fail for long, when their disk is full and the
 * job tolerates it, and then two things would go wrong:
 *
 * <ul>
 *   <li>Each of these transactions has a producer, with a thread, connections and buffers.
 *   <li>Kafka aborts a transaction that is older than {@code transaction.timeout.ms}: what was
 *       written in it would be lost when a checkpoint is complete at last.
 * </ul>
 *
 * <p>So a writer fails when there are {@link #MOST}, and shortly before the first is too old: the
 * job goes back to its last checkpoint, which ends them all, and writes their records again.
 *
 * <p>Owned by the task's thread.
 */
final class PendingTransactions {
  /** How many may wait. */
  static final int MOST = 30;

  /** Kafka looks for transactions that are too old every ten seconds, and may be asked late. */
  private static final Duration SPARE = Duration.ofSeconds(30);

  private final String topic;
  private final Duration timeout;
  private final LongSupplier nanos;
  private final long restored;
  private final Map<CheckpointTransaction, Long> begun = new HashMap<>();
  private long begin;
  private boolean writing;

  /**
   * Nothing waits so far.
   *
   * @param timeout of transactions
   * @param restored the checkpoint that is restored, whose transactions are committed at once, or 0
   * @param nanos the time, as {@link System#nanoTime}
   */
  PendingTransactions(String topic, Duration timeout, long restored, LongSupplier nanos) {
    this.topic = topic;
    this.timeout = timeout;
    this.restored = restored;
    this.nanos = nanos;
  }

  /** A record is written. */
  void written() {
    if (!writing) {
      writing = true;
      begin = nanos.getAsLong();
    }
  }

  /** These wait from now on, as a checkpoint begins. */
  void snapshot(Collection<CheckpointTransaction> waiting) {
    Set<CheckpointTransaction> ours = new HashSet<>();
    for (CheckpointTransaction each : waiting) {
      if (each.getCheckpointId() > restored) {
        ours.add(each);
      }
    }
    begun.keySet().retainAll(ours);
    long now = nanos.getAsLong();
    for (CheckpointTransaction each : ours) {
      begun.putIfAbsent(each, writing ? begin : now);
    }
    writing = false;
  }

  /**
   * Makes sure that there is room for one more.
   *
   * @throws IOException if the job must go back to its last checkpoint
   */
  void checkRoom() throws IOException {
    if (begun.size() >= MOST) {
      throw mustGoBack();
    }
  }

  /**
   * Makes sure that Kafka aborts none soon.
   *
   * @throws IOException if the job must go back to its last checkpoint
   */
  void checkAge() throws IOException {
    if (oldest().compareTo(longest()) > 0) {
      throw mustGoBack();
    }
  }

  private IOException mustGoBack() {
    return new IOException(
        "checkpoints must be complete before %d transactions wait for one, or one for %d s: topic=%s, %d wait, the oldest for %d s; what they hold is written again from the last checkpoint"
            .formatted(MOST, longest().toSeconds(), topic, begun.size(), oldest().toSeconds()));
  }

  private Duration oldest() {
    long now = nanos.getAsLong();
    return Duration.ofNanos(begun.values().stream().mapToLong(each -> now - each).max().orElse(0));
  }

  private Duration longest() {
    Duration tenth = timeout.dividedBy(10);
    return timeout.minus(tenth.compareTo(SPARE) < 0 ? tenth : SPARE);
  }
}
