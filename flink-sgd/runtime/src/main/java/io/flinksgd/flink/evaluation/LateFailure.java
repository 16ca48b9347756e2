// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.evaluation;

import java.time.Duration;
import java.util.Optional;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * A failure of the job that waits until what it is for is written: a checkpoint commits what was
 * emitted before it, the rejected records among it, and a job that fails first would take them with
 * it. The sinks commit when they hear that the checkpoint is complete, as whoever fails does, so
 * that they are left {@link #COMMIT} for it. For one thread.
 */
final class LateFailure {
  /** What sinks need to commit, or to send what they hold where no checkpoint does it. */
  static final Duration COMMIT = Duration.ofSeconds(3);

  /**
   * The longest time to wait: what Kafka has to commit is aborted after that time, unless it is
   * told otherwise.
   */
  static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final long NONE = Long.MAX_VALUE;

  private final boolean checkpointed;
  private String words = "";
  private long covering = NONE;
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
   * @return how long to wait at most, if it was not to fail before
   */
  Optional<Duration> begin(String why) {
    if (isPending()) {
      return Optional.empty();
    }
    words = why;
    return Optional.of(checkpointed ? PATIENCE : COMMIT);
  }

  /** A checkpoint is taken: it has all that was emitted before the failure began. */
  void taken(long checkpoint) {
    if (isPending() && covering == NONE) {
      covering = checkpoint;
    }
  }

  /**
   * Whether with this checkpoint, which is complete, all is on its way that was to be waited for.
   */
  boolean isCoveredBy(long checkpoint) {
    return checkpoint >= covering;
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
