// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.Range;

/** The penalty {@code l1 |w| + l2 w^2 / 2} on each weight, by proximal steps. */
final class Penalty {
  static final Argument<Double> L1 =
      Argument.number(
          "l1",
          0,
          Range.NOT_NEGATIVE,
          "Penalty l1 abs(w) on each weight w: an example moves the weights that it touches towards"
              + " zero by rate * l1, and no further.");
  static final Argument<Double> L2 =
      Argument.number(
          "l2",
          0,
          Range.NOT_NEGATIVE,
          "Penalty l2 w^2 / 2 on each weight w: an example divides the weights that it touches by"
              + " 1 + rate * l2.");

  private Penalty() {}

  /**
   * The weight nearest to {@code w}, in squares over two, plus {@code l1 |.| + l2 (.)^2 / 2}: moved
   * towards zero by {@code l1}, where it stops, and divided by {@code 1 + l2}.
   */
  static float shrink(float w, float l1, float l2) {
    float moved = l1 == 0 ? w : Math.signum(w) * Math.max(0f, Math.abs(w) - l1);
    return l2 == 0 ? moved : moved / (1 + l2);
  }
}
