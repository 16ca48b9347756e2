// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.message.Gap;
import io.flinksgd.message.Staleness;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Pushes that carry their view so that its gap is measured, until every server that they change has
 * said how far the view was from its part of the parameters.
 */
final class GapSamples {
  /** A sample that some server does not report, because its push was late there, is given up. */
  private static final int MOST = 16;

  private final WorkerEffects effects;
  private final Deque<Sample> open = new ArrayDeque<>();

  private static final class Sample {
    final long push;
    final double bound;
    final double slack;
    final double rate;
    double squared;
    double boundOfServers;
    int awaited;

    Sample(long push, int awaited, double bound, double slack, double rate) {
      this.push = push;
      this.awaited = awaited;
      this.bound = bound;
      this.slack = slack;
      this.rate = rate;
    }
  }

  /** No push has carried its view; {@code effects} receives the gaps. */
  GapSamples(WorkerEffects effects) {
    this.effects = effects;
  }

  /**
   * {@code push} carries its view.
   *
   * @param servers number of servers where it changes something, which will measure their part
   * @param bound what the worker's gate allows
   * @param slack by how much a codec may have changed the view, as a norm
   * @param rate the learning rate of the step
   */
  void sent(long push, int servers, double bound, double slack, double rate) {
    if (open.size() == MOST) {
      open.removeFirst();
    }
    open.addLast(new Sample(push, servers, bound, slack, rate));
  }

  /** What a server has seen of this worker's pushes: its part of a gap, if it has measured one. */
  void received(Staleness staleness) {
    if (staleness.updates() > 0) {
      effects.staleness(staleness.updates());
    }
    if (staleness.gap().push() != 0) {
      add(staleness.gap());
    }
  }

  private void add(Gap gap) {
    Sample sample = find(gap.push());
    if (sample == null) {
      return;
    }
    sample.squared += gap.gapSquared();
    sample.boundOfServers += gap.boundSquared();
    if (--sample.awaited == 0) {
      open.remove(sample);
      double bound = Math.min(sample.bound, Math.sqrt(sample.boundOfServers)) + sample.slack;
      effects.gap(Math.sqrt(sample.squared), bound, sample.rate);
    }
  }

  /** Null when it was given up. */
  private Sample find(long push) {
    for (Sample sample : open) {
      if (sample.push == push) {
        return sample;
      }
    }
    return null;
  }
}
