// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * The least version of the views in use at one server: no worker computes on anything older. Like
 * Flink's watermark it is a minimum over inputs, it never goes back, and a worker that is idle,
 * waiting or finished has no view in use and does not hold it.
 *
 * <p>Versions are given in rising order, so the oldest view that is still in use stands first in
 * line; a view that is released out of order is only marked. Each operation is O(1) amortised, for
 * any number of workers.
 *
 * <p>Versions are in updates of the server; workers are numbered from 0. Owned by the server's
 * thread.
 */
public final class ViewWatermark {
  private final Deque<View> inUse = new ArrayDeque<>();
  private final List<Deque<View>> ofWorker;
  private long watermark;

  private static final class View {
    final long pull;
    final long version;
    boolean released;

    View(long pull, long version) {
      this.pull = pull;
      this.version = version;
    }
  }

  /** No view is in use. */
  public ViewWatermark(int workers) {
    ofWorker = new ArrayList<>(workers);
    for (int i = 0; i < workers; i++) {
      ofWorker.add(new ArrayDeque<>());
    }
  }

  /**
   * {@code worker} may from now on compute on the model as of {@code version}, until it releases
   * {@code pull}.
   */
  public void use(int worker, long pull, long version) {
    View view = new View(pull, version);
    inUse.addLast(view);
    ofWorker.get(worker).addLast(view);
  }

  /** {@code worker} has computed on the view of {@code pull}, and so on every earlier one. */
  public void release(int worker, long pull) {
    Deque<View> views = ofWorker.get(worker);
    while (!views.isEmpty() && views.peekFirst().pull <= pull) {
      views.removeFirst().released = true;
    }
  }

  /** {@code worker} will compute on none of its views. */
  public void drop(int worker) {
    release(worker, Long.MAX_VALUE);
  }

  /**
   * Moves the watermark as far as the views in use allow, at most to {@code version}, and returns
   * it.
   */
  public long advance(long version) {
    while (!inUse.isEmpty() && inUse.peekFirst().released) {
      inUse.removeFirst();
    }
    watermark = Math.max(watermark, inUse.isEmpty() ? version : inUse.peekFirst().version);
    return watermark;
  }

  /** Workers that use views of the version at which the watermark stands. */
  public BitSet oldest() {
    BitSet workers = new BitSet();
    for (int w = 0; w < ofWorker.size(); w++) {
      View first = ofWorker.get(w).peekFirst();
      workers.set(w, first != null && first.version <= watermark);
    }
    return workers;
  }

  /** The watermark as last moved. */
  public long watermark() {
    return watermark;
  }
}
