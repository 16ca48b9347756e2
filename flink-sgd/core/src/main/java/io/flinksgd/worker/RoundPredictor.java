// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.optimizer.StateLimits;
import java.util.Arrays;

/**
 * A worker's last change, by ascending coordinate. It stands in a view for each change that a round
 * lacked, until the server's next answer, which has the true ones: worker-side prediction of the
 * elastic scheduler, variance-bounded.
 */
final class RoundPredictor {
  private final StateLimits limits;
  private final int stride;
  private final boolean all;
  private int[] coordinate = {};
  private float[] change = {};
  private int count;

  /**
   * Nothing yet.
   *
   * @param limits of the states, or weights, that a view holds
   * @param stride floats of a change for each coordinate
   * @param all whether a change has every coordinate
   */
  RoundPredictor(StateLimits limits, int stride, boolean all) {
    this.limits = limits;
    this.stride = stride;
    this.all = all;
  }

  /** Takes a copy of the change that {@code batch} made, {@code factor} times. */
  void remember(MiniBatch batch, int coordinates, float[] made, float factor) {
    count = coordinates;
    if (change.length < count * stride) {
      change = new float[count * stride];
      coordinate = new int[count];
    }
    for (int k = 0; k < count * stride; k++) {
      change[k] = made[k] * factor;
    }
    if (!all) {
      System.arraycopy(batch.coordinate, 0, coordinate, 0, count);
    }
  }

  /**
   * Adds the change {@code times} times to the coordinates that {@code view} has, too, where that
   * does not take them beyond their limits.
   */
  void addTo(float[] view, MiniBatch batch, int coordinates, float times) {
    for (int k = 0; k < (count == 0 ? 0 : coordinates); k++) {
      int found = all ? k : Arrays.binarySearch(coordinate, 0, count, batch.coordinate[k]);
      for (int j = 0; found >= 0 && j < stride; j++) {
        float sum = view[k * stride + j] + times * change[found * stride + j];
        if (Math.abs(sum) <= limits.largest(j)) {
          view[k * stride + j] = sum;
        }
      }
    }
  }
}
