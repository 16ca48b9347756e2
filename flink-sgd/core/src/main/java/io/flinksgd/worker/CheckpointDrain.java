// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import java.util.BitSet;

/**
 * Whether a worker must not wait for feedback because a checkpoint is on its way to it.
 *
 * <p>When another worker has passed barrier {@code n}, its messages are held back at the servers
 * until this worker's barrier {@code n} has come; a worker that waited for such a message would
 * never read its barrier. So each worker sends a token ahead of its barrier, and one that has seen
 * token {@code n} but not passed barrier {@code n} drains: it only appends its input to the
 * backlog. The drain ends at its own barrier, or, when the checkpoint was aborted, when the servers
 * have shown that nothing is held back any more: a worker that passed the aborted barrier sends
 * Resume behind it, and every server forwards that.
 *
 * <p>Checkpoints are named by their ids, servers by their numbers from 0. Owned by the worker's
 * thread.
 */
public final class CheckpointDrain {
  private final int servers;
  private final BitSet resumed = new BitSet();
  private long token;
  private long passed;
  private long aborted;

  /** Nothing is drained; Resume comes from each of {@code servers}. */
  public CheckpointDrain(int servers) {
    this.servers = servers;
  }

  /** Some worker is about to pass barrier {@code checkpoint}. */
  public void token(long checkpoint) {
    if (checkpoint > token) {
      token = checkpoint;
    }
  }

  /** This worker passes barrier {@code checkpoint}. */
  public void barrier(long checkpoint) {
    passed = checkpoint;
  }

  /** Nothing of {@code checkpoint} is held back at {@code server}. */
  public void resume(int server, long checkpoint) {
    if (checkpoint > aborted) {
      aborted = checkpoint;
      resumed.clear();
    }
    if (checkpoint == aborted) {
      resumed.set(server);
    }
  }

  /** Whether this worker must not wait. */
  public boolean active() {
    boolean over = aborted >= token && resumed.cardinality() == servers;
    return token > passed && !over;
  }

  /**
   * Whether this worker has passed the barrier of {@code checkpoint}, so that its messages may be
   * held back.
   */
  public boolean hasPassed(long checkpoint) {
    return checkpoint <= passed;
  }
}
