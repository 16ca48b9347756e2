// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.optimizer.Optimizer;

/**
 * Examples that throw a model further from their label with every step. Along an example {@code x}
 * the loss has the curvature {@code c = weight * ||x||^2} times its second derivative by the
 * margin; gradient steps on a quadratic come nearer only where {@code c} is at most {@link
 * Optimizer#steepest}. Losses whose slope is bounded cannot run away so.
 */
final class Overshoot {
  private Overshoot() {}

  /** Whether no example of {@code batch} makes steps overshoot ever further. */
  static boolean none(MiniBatch batch, Loss loss, Optimizer optimizer, float rate) {
    float steepest = loss.curvature() > 0 ? optimizer.steepest(rate) : Float.POSITIVE_INFINITY;
    if (steepest == Float.POSITIVE_INFINITY) {
      return true;
    }
    boolean none = true;
    for (int e = 0; e < batch.size(); e++) {
      none &= curvature(batch, e, loss) <= steepest;
    }
    return none;
  }

  /** The rule that example {@code e} breaks; null if it does not overshoot. */
  static String of(MiniBatch batch, int e, Loss loss, Optimizer optimizer, float rate) {
    float steepest = loss.curvature() > 0 ? optimizer.steepest(rate) : Float.POSITIVE_INFINITY;
    if (steepest == Float.POSITIVE_INFINITY) {
      return null;
    }
    float curvature = curvature(batch, e, loss);
    return curvature <= steepest
        ? null
        : "a step must not overshoot without end: weight * ||x||^2 must be at most %s at this rate: %s"
            .formatted(steepest, curvature);
  }

  private static float curvature(MiniBatch batch, int e, Loss loss) {
    float squares = 0;
    for (int k = batch.row[e]; k < batch.row[e + 1]; k++) {
      squares += batch.value[k] * batch.value[k];
    }
    return loss.curvature() * batch.weight[e] * squares;
  }
}
