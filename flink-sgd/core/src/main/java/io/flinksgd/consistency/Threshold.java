// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/**
 * What the elastic bound allows: for all workers together, and for one step. In gradient norms both
 * are multiples of the learning rate, {@code alpha B} and {@code alpha M}; in parameter units they
 * hold as they are.
 *
 * @param bound the bound, in its unit
 * @param clip the most that one step may weigh, in the same unit; 0 for what its worker's budget
 *     has left, infinite for anything, and then the bound is not strict
 * @param unit what the two are measured in
 * @param workers number of workers, of which each may always have one step uncovered
 */
record Threshold(double bound, double clip, Unit unit, int workers) {
  /** What a bound is measured in. */
  enum Unit {
    GRADIENT_NORMS,
    PARAMETERS
  }

  Threshold {
    if (!(bound > 0) || Double.isInfinite(bound)) {
      throw new IllegalArgumentException("bound must be > 0 and finite: bound=" + bound);
    }
    if (!(clip >= 0) || (!Double.isInfinite(clip) && clip * workers > bound * (1 + 1e-9))) {
      throw new IllegalArgumentException(
          "clip must be off, or > 0 and at most bound / workers, %s: clip=%s"
              .formatted(bound / workers, clip));
    }
  }

  double bound(float rate) {
    return unit == Unit.PARAMETERS ? bound : rate * bound;
  }

  /** Whether no step may weigh more than its worker's budget has left. */
  boolean strict() {
    return !Double.isInfinite(clip);
  }

  /** The most that a step may weigh, whatever the budget. */
  double clip(float rate) {
    double norm = clip == 0 ? Double.POSITIVE_INFINITY : clip;
    return unit == Unit.PARAMETERS ? norm : rate * norm;
  }
}
