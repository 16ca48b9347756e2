// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.layout.Coordinates;
import io.flinksgd.message.Push;
import io.flinksgd.message.Update;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The parameters that a sampled push is about to change, beside the view that it was computed on:
 * their distance is the gap. In rounds that close early, {@code x} has every push of the rounds so
 * far, those that are late among them, so a sample waits for these. Owned by the server's thread.
 */
final class GapSample {
  private final int worker;
  private final Push sampled;
  private final Parameters.Cell cell;
  private final float[] states;
  private final BitSet awaited = new BitSet();
  private final Map<Integer, Integer> positions = new HashMap<>();

  /**
   * A sample that is complete.
   *
   * @param states the state of each coordinate of the push, before it is applied
   */
  GapSample(int worker, Push sampled, Parameters.Cell cell, float[] states) {
    this.worker = worker;
    this.sampled = sampled;
    this.cell = cell;
    this.states = states;
  }

  int worker() {
    return worker;
  }

  /** The id of the push. */
  long push() {
    return sampled.id();
  }

  /** The late pushes of {@code workers} belong to the parameters, too. */
  void await(BitSet workers) {
    awaited.or(workers);
    Coordinates coordinates = coordinates();
    for (int k = 0; !awaited.isEmpty() && !dense() && k < coordinates.count(); k++) {
      positions.put(coordinates.at(k), k);
    }
  }

  private boolean dense() {
    return coordinates() instanceof Coordinates.Range;
  }

  private Coordinates coordinates() {
    return sampled.update().coordinates();
  }

  /** Takes in the update of a late push of {@code from}, if it is waited for. */
  void add(int from, Update late, float factor) {
    if (!awaited.get(from)) {
      return;
    }
    awaited.clear(from);
    boolean same = dense() && late.coordinates().equals(coordinates());
    for (int k = 0; k < late.coordinates().count(); k++) {
      Integer at = same ? Integer.valueOf(k) : positions.get(late.coordinates().at(k));
      if (at != null) {
        cell.change(states, at * cell.stride(), late, k, factor);
      }
    }
  }

  /** {@code worker} will not push what was waited for. */
  void forget(int worker) {
    awaited.clear(worker);
  }

  boolean complete() {
    return awaited.isEmpty();
  }

  /** The square of {@code ||x - v||}. */
  double squaredGap() {
    double sum = 0;
    float[] view = sampled.view().weights();
    for (int k = 0; k < view.length; k++) {
      double distance = (double) cell.weight(states, k * cell.stride()) - view[k];
      sum += distance * distance;
    }
    return sum;
  }
}
