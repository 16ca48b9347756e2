// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.message.Update;
import io.flinksgd.message.UsedView;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;

/**
 * Knows whose pushes the current version lacks, and measures the gap that follows. The parameters
 * {@code x} of a round are what they would be with every push of the rounds so far. So a view lacks
 * the sum of the changes that were late when it was answered, and its gap is known when the last of
 * them has come. Owned by the server's thread.
 */
final class LatePushes {
  /** Samples that may wait for late pushes; older ones are given up. */
  private static final int MAX_SAMPLES = 64;

  private final ServerState state;
  private final int lag;
  private final BitSet owing = new BitSet();
  private final BitSet late = new BitSet();
  private final List<GapSample> samples = new ArrayList<>();

  /**
   * Nobody is late.
   *
   * @param lag rounds that a view may lack
   */
  LatePushes(ServerState state, int lag) {
    this.state = state;
    this.lag = lag;
  }

  /** {@code worker} has a view and owes a push. */
  void answered(int worker) {
    owing.set(worker);
  }

  /** {@code worker} has pushed. */
  void pushed(int worker) {
    owing.clear(worker);
  }

  /** {@code worker} takes no part any more and will not push what it owes. */
  void left(int worker) {
    owing.clear(worker);
    late.clear(worker);
    samples.forEach(sample -> sample.forget(worker));
    reportComplete();
  }

  /** Members whose pushes the current version lacks. */
  int count() {
    return late.cardinality();
  }

  /** The round is about to be applied: push {@code i} times {@code factors[i]}. */
  void applying(List<Contribution> round, float[] factors) {
    for (Contribution each : round) {
      UsedView view = each.push().view();
      if (view.sampled() && state.version().missedBy(view) <= lag) {
        GapSample sample = state.parameters().sample(each.worker(), each.push());
        sample.await(late);
        samples.add(sample);
      }
    }
    if (samples.isEmpty() && !state.norms().measuresAll()) {
      return;
    }
    for (int i = 0; i < round.size(); i++) {
      Contribution each = round.get(i);
      Update update = each.push().update();
      if (lag == 0) {
        state.norms().add(state.parameters().norm(update, factors[i]));
      }
      for (GapSample sample : samples) {
        sample.add(each.worker(), update, factors[i]);
      }
    }
    reportComplete();
    while (samples.size() > MAX_SAMPLES) {
      samples.remove(0);
    }
  }

  /** The round was applied: who still owes a push is late for the version that it made. */
  void closed() {
    late.clear();
    for (int w = owing.nextSetBit(0); w >= 0; w = owing.nextSetBit(w + 1)) {
      if (state.members().has(w)) {
        late.set(w);
      }
    }
  }

  private void reportComplete() {
    for (Iterator<GapSample> each = samples.iterator(); each.hasNext(); ) {
      GapSample sample = each.next();
      if (sample.complete()) {
        state.staleness().measured(sample, state.norms().gapBound());
        each.remove();
      }
    }
  }
}
