// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.evaluation;

import java.time.Duration;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * A failure of the job that waits until the rejected records are committed that it is for.
 *
 * <p>A first checkpoint, taken after the failure began, has those records. Sinks commit them when
 * they hear that it is complete. A sink's task does so before it takes part in a checkpoint that
 * begins later. So the records are committed when a second checkpoint is complete that was taken
 * after the first was known to be complete. Where there are no checkpoints there is nothing to wait
 * for. For one thread.
 */
final class LateFailure {
  /**
   * The longest time to wait for checkpoints: Kafka aborts a transaction after that time, unless it
   * is set otherwise.
   */
  static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final long NONE = Long.MAX_VALUE;

  private final boolean checkpointed;
  private String words = "";
  private long first = NONE;
  private boolean firstComplete;
  private long second = NONE;
  private boolean secondComplete;
  private boolean raised;

  /** No failure yet; {@code checkpointed} if there are checkpoints to wait for. */
  LateFailure(boolean checkpointed) {
    this.checkpointed = checkpointed;
  }

  /** Whether the job is to fail. */
  boolean isPending() {
    return !words.isEmpty();
  }

  /**
   * The job is to fail with these words; the first ones hold.
   *
   * @return whether it was not to fail before
   */
  boolean begin(String why) {
    if (isPending()) {
      return false;
    }
    words = why;
    return true;
  }

  /** A checkpoint is taken. */
  void taken(long checkpoint) {
    if (isPending() && first == NONE) {
      first = checkpoint;
    } else if (firstComplete && second == NONE) {
      second = checkpoint;
    }
  }

  /** A checkpoint is complete. */
  void completed(long checkpoint) {
    firstComplete |= checkpoint >= first;
    secondComplete |= checkpoint >= second;
  }

  /** Whether all is committed that was to be waited for. */
  boolean isDue() {
    return isPending() && (secondComplete || !checkpointed);
  }

  /** Whether the job was to fail and has not. */
  boolean isOverdue() {
    return isPending() && !raised;
  }

  /** Fails the job for good. */
  void raise() {
    raised = true;
    throw new SuppressRestartsException(new IllegalStateException(words));
  }
}
