// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;

/**
 * Whose pushes the current version lacks, and what that is worth: the parameters {@code x} of a
 * round are what they would be with every push of the rounds so far, so the gap of a view is the
 * sum of the changes that were late when it was answered. It is known when the last of them has
 * come.
 */
final class LatePushes {
  /** Samples that may wait for late pushes; older ones are given up. */
  private static final int MOST = 64;

  private final ServerState state;
  private final BitSet holding = new BitSet();
  private final BitSet late = new BitSet();
  private final List<GapSample> waiting = new ArrayList<>();

  LatePushes(ServerState state) {
    this.state = state;
  }

  /** {@code worker} has a view and owes a push. */
  void answered(int worker) {
    holding.set(worker);
  }

  void pushed(int worker) {
    holding.clear(worker);
  }

  void left(int worker) {
    holding.clear(worker);
    late.clear(worker);
    waiting.forEach(sample -> sample.forget(worker));
    tell();
  }

  /** Members whose pushes the current version lacks. */
  int count() {
    return late.cardinality();
  }

  /**
   * The round is being applied: push {@code i} times {@code factors[i]}.
   *
   * @param lag rounds that a view may lack
   */
  void applying(List<Contribution> round, float[] factors, int lag) {
    for (Contribution each : round) {
      if (each.push().view().sampled() && each.push().view().version() + lag >= state.version) {
        GapSample sample = state.parameters.sample(each.worker(), each.push());
        sample.await(late);
        waiting.add(sample);
      }
    }
    if (waiting.isEmpty() && !state.norms.every()) {
      return;
    }
    for (int i = 0; i < round.size(); i++) {
      Contribution each = round.get(i);
      if (lag == 0) {
        state.norms.note(each.push().update(), factors[i]);
      }
      for (GapSample sample : waiting) {
        sample.add(each.worker(), each.push().update(), factors[i]);
      }
    }
    tell();
    while (waiting.size() > MOST) {
      waiting.remove(0);
    }
  }

  /** The round was applied: who still owes a push is late for the version that it made. */
  void closed() {
    late.clear();
    for (int w = holding.nextSetBit(0); w >= 0; w = holding.nextSetBit(w + 1)) {
      if (state.members.has(w)) {
        late.set(w);
      }
    }
  }

  private void tell() {
    for (Iterator<GapSample> each = waiting.iterator(); each.hasNext(); ) {
      GapSample sample = each.next();
      if (sample.complete()) {
        state.measured(sample);
        each.remove();
      }
    }
  }
}
