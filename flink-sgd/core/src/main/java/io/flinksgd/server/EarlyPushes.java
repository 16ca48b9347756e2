// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pushes that came before their round: their workers have pushed to the open round, too, and did
 * not wait until it was closed. A worker is at most one round ahead. Owned by the server's thread.
 */
final class EarlyPushes {
  /** Takes what a worker has sent. */
  interface Round {
    void take(int worker, Push push, Pull pull);
  }

  private final Push[] push;
  private final Pull[] pull;
  private int count;

  EarlyPushes(int workers) {
    push = new Push[workers];
    Arrays.fill(push, Push.NONE);
    pull = new Pull[workers];
    Arrays.fill(pull, Pull.NONE);
  }

  /** Whether a push of {@code worker} is kept. */
  boolean has(int worker) {
    return push[worker].present();
  }

  /**
   * Keeps a push, and the pull that came with it or later.
   *
   * @throws IllegalStateException if one of the worker is kept already
   */
  void keep(int worker, Push more, Pull next) {
    if (more.present()) {
      if (has(worker)) {
        throw new IllegalStateException(
            "worker must be at most one round ahead: worker=%d pushes=%d,%d"
                .formatted(worker, push[worker].id(), more.id()));
      }
      push[worker] = more;
      count++;
    }
    if (next.present()) {
      pull[worker] = next;
    }
  }

  /** The worker has left: its push counts, but it wants no answer. */
  void left(int worker) {
    pull[worker] = Pull.NONE;
  }

  private Push take(int worker) {
    Push taken = push[worker];
    count -= taken.present() ? 1 : 0;
    push[worker] = Push.NONE;
    pull[worker] = Pull.NONE;
    return taken;
  }

  /** A round was closed: what is kept is for the next one. */
  void release(Round next) {
    for (int w = 0; count > 0 && w < push.length; w++) {
      if (has(w)) {
        Pull wanted = pull[w];
        next.take(w, take(w), wanted);
      }
    }
  }

  /** What {@code open} has, and after it what is kept. */
  List<Contribution> after(List<Contribution> open) {
    if (count == 0) {
      return open;
    }
    List<Contribution> all = new ArrayList<>(open);
    for (int w = 0; w < push.length; w++) {
      if (has(w)) {
        all.add(new Contribution(w, push[w]));
      }
    }
    return all;
  }
}
