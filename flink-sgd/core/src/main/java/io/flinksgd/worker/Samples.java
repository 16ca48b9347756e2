// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.message.Gap;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Pushes that carried their view, until every server that they change has said how far off it was.
 */
final class Samples {
  /** A sample that some server does not report, because its push was late there, is given up. */
  private static final int MOST = 16;

  /** Told when the gap of a view over all servers is known. */
  interface Known {
    void gap(double gap, double bound, double rate);
  }

  private final Known known;
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

  Samples(Known known) {
    this.known = known;
  }

  /**
   * {@code push} carries its view.
   *
   * @param servers that it changes something at, and that will measure their part
   * @param bound what the worker's gate allows
   * @param slack by how much the view was changed on its way
   * @param rate the learning rate of the step
   */
  void sent(long push, int servers, double bound, double slack, double rate) {
    if (open.size() == MOST) {
      open.removeFirst();
    }
    open.addLast(new Sample(push, servers, bound, slack, rate));
  }

  /** A server has measured its part. */
  void heard(Gap gap) {
    Sample sample = find(gap.push());
    if (sample == null) {
      return;
    }
    sample.squared += gap.gapSquared();
    sample.boundOfServers += gap.boundSquared();
    if (--sample.awaited == 0) {
      open.remove(sample);
      double bound = Math.min(sample.bound, Math.sqrt(sample.boundOfServers)) + sample.slack;
      known.gap(Math.sqrt(sample.squared), bound, sample.rate);
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
