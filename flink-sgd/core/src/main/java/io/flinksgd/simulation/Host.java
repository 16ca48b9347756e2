// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A thread of the loop: it handles one mail at a time, in the order of their arrival, and handles
 * nothing while it is busy.
 */
final class Host {
  private final Clock clock;
  private final Deque<Runnable> mails = new ArrayDeque<>();
  private long free;
  private boolean turnPlanned;

  Host(Clock clock) {
    this.clock = clock;
  }

  /** Something arrives now. */
  void post(Runnable mail) {
    if (mails.isEmpty() && !turnPlanned && free <= clock.now()) {
      mail.run();
    } else {
      mails.addLast(mail);
    }
    planTurn();
  }

  private void planTurn() {
    if (!turnPlanned && !mails.isEmpty()) {
      turnPlanned = true;
      clock.at(free, this::turn);
    }
  }

  private void turn() {
    turnPlanned = false;
    mails.removeFirst().run();
    planTurn();
  }

  /** What is being handled takes this long. */
  void busy(long nanos) {
    free = time() + nanos;
  }

  /** The time that it is for this thread: now, or when it has done what it is busy with. */
  long time() {
    return Math.max(clock.now(), free);
  }
}
