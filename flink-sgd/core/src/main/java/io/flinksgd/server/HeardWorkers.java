// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import java.util.BitSet;

/**
 * Which workers a server has heard of between two questions of one of them. Owned by the server's
 * thread.
 */
final class HeardWorkers {
  private final long[] messages;
  private final long[][] atLastQuestion;

  /** Of none of {@code workers} yet. */
  HeardWorkers(int workers) {
    messages = new long[workers];
    atLastQuestion = new long[workers][];
  }

  /** {@code worker} has sent something. */
  void of(int worker) {
    messages[worker]++;
  }

  /**
   * Those of {@code others} that have sent nothing since {@code worker} asked the last time; all of
   * them if it never has.
   */
  BitSet silent(int worker, BitSet others) {
    BitSet silent = new BitSet();
    long[] before = atLastQuestion[worker];
    for (int w = others.nextSetBit(0); w >= 0; w = others.nextSetBit(w + 1)) {
      silent.set(w, before == null || before[w] == messages[w]);
    }
    atLastQuestion[worker] = messages.clone();
    return silent;
  }
}
