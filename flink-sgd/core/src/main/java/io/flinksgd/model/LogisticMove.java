// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

/**
 * The importance-aware update of the logistic loss. With {@code z} the margin towards the truth,
 * {@code z(r) + exp(z(r)) = z(0) + exp(z(0)) + r}, whose solution is Lambert's W function
 * (Karampatziakis and Langford, UAI 2011, table 1).
 */
final class LogisticMove {
  /** In units of a plain step; up to here the series is off by less than 3e-4 of the move. */
  private static final double NEAR = 0.75;

  /** Where {@code exp(z)} is so large that {@code z} is nothing beside it. */
  private static final double LARGE = 1e50;

  private static final int ITERATIONS = 30;
  private static final double PRECISION = 1e-12;

  private LogisticMove() {}

  /**
   * The change of the margin.
   *
   * @param odds {@code exp(-margin)}
   * @param reach as {@link io.flinksgd.optimizer.MarginLoss#move}
   */
  static double of(double margin, double odds, float label, double reach) {
    boolean one = label != 0;
    double sum = 1 + odds;
    double product = odds * reach;
    double plain = one ? product : reach; // a plain step, times the sum
    if (plain <= NEAR * sum && odds < LARGE) {
      return near(one ? plain : -plain, plain, product, one ? 1 : odds, sum);
    }
    return one ? far(margin, 1 / odds, reach) : -far(-margin, odds, reach);
  }

  /**
   * Householder's method of order 4 for {@code d + power (exp(d) - 1) - reach}, once from {@code d
   * = 0}, where all higher derivatives are {@code power}; multiplied out so that one division is
   * left, for every example waits for the step of the one before.
   */
  private static double near(double signed, double u, double v, double q, double sum) {
    double squared = sum * sum;
    double uv = u * v;
    double above = signed * (sum * (squared + v) + uv * (1.0 / 6));
    double below =
        squared * (squared + 1.5 * v) + uv * (sum * (1.0 / 3) + q * 0.25 + u * (1.0 / 24));
    return above / below;
  }

  /** How far {@code z} goes, by Newton's method. */
  private static double far(double z, double power, double reach) {
    if (!(reach <= Double.MAX_VALUE)) {
      return Double.NaN;
    }
    if (power >= LARGE) {
      return Math.log1p(reach / power);
    }
    double target = z + power + reach;
    // from the right of the solution Newton's method comes nearer from there, as z + exp(z) is
    // convex
    double at = target > 1 ? Math.log(target) : target;
    for (int i = 0; i < ITERATIONS; i++) {
      double exp = Math.exp(at);
      double step = (at + exp - target) / (1 + exp);
      at -= step;
      if (Math.abs(step) <= PRECISION * (1 + Math.abs(at))) {
        break;
      }
    }
    return Math.max(0, at - z);
  }
}
