// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.message.Gap;
import io.flinksgd.message.Staleness;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * How stale the views of each worker's pushes were, until the worker is told with its next reply.
 * Owned by the server's thread.
 */
final class WorkerStaleness {
  private final long[] missedUpdates;
  private final List<Deque<Gap>> gaps;
  private long mostMissedUpdates;

  WorkerStaleness(int workers) {
    missedUpdates = new long[workers];
    gaps = new ArrayList<>(workers);
    for (int w = 0; w < workers; w++) {
      gaps.add(new ArrayDeque<>(1));
    }
  }

  /** A push of {@code worker} was computed on a view that lacks so many updates. */
  void missed(int worker, long updates) {
    missedUpdates[worker] = Math.max(missedUpdates[worker], updates);
    mostMissedUpdates = Math.max(mostMissedUpdates, updates);
  }

  /**
   * The gap of a sampled push is known.
   *
   * @param bound the norm that the policy allows; infinite where the server cannot tell
   */
  void measured(GapSample sample, double bound) {
    gaps.get(sample.worker()).addLast(new Gap(sample.push(), sample.squaredGap(), bound * bound));
  }

  /** What {@code worker} has not been told yet; of several gaps the oldest. */
  Staleness take(int worker) {
    long missed = missedUpdates[worker];
    missedUpdates[worker] = 0;
    Gap gap = gaps.get(worker).pollFirst();
    return missed == 0 && gap == null
        ? Staleness.NONE
        : new Staleness(missed, gap == null ? Gap.NONE : gap);
  }

  /** The most updates that the view of a push lacked, since the epoch began. */
  long mostMissedUpdates() {
    return mostMissedUpdates;
  }
}
