// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.prediction;

import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.optimizer.StateLimits;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import java.util.Arrays;

/**
 * Adds the worker's last change to a view, once for each push that the last round closed without,
 * as much as the servers would have applied of it. The next answer has the true changes.
 */
final class RoundPredictor implements Predictor {
  private final TrainingSpec spec;
  private final StateLimits limits;
  private final boolean parallel;
  private final boolean all;
  private final int stride;

  /** The last change, by ascending coordinate; of all coordinates where a batch has all. */
  private int[] coordinate = {};

  private float[] change = {};
  private int count;

  /**
   * Has no change yet.
   *
   * @param stride floats of a change for each coordinate
   */
  RoundPredictor(TrainingSpec spec, int stride) {
    this.spec = spec;
    this.limits = new StateLimits(spec.optimizer());
    this.parallel = spec.stepping().pushWeight() == PushWeight.PARALLEL;
    this.all = spec.model().pullsAll();
    this.stride = stride;
  }

  @Override
  public void pushed(PartialView view, MiniBatch batch, float[] made) {
    float factor = spec.localSteps() ? 1 : -spec.optimizer().rate(view.examples());
    count = view.coordinates();
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

  /** Coordinates that the change does not have, or would take beyond their limits, stay. */
  @Override
  public void complete(PartialView view, MiniBatch batch, float rate) {
    if (view.latePushes() == 0 || count == 0) {
      return;
    }
    float times = view.latePushes() * (parallel ? 1f / view.members() : 1f);
    float[] values = view.values();
    for (int k = 0; k < view.coordinates(); k++) {
      int found = all ? k : Arrays.binarySearch(coordinate, 0, count, batch.coordinate[k]);
      for (int j = 0; found >= 0 && j < stride; j++) {
        float sum = values[k * stride + j] + times * change[found * stride + j];
        if (Math.abs(sum) <= limits.largest(j)) {
          values[k * stride + j] = sum;
        }
      }
    }
  }
}
