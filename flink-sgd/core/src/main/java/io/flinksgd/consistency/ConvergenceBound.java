// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/**
 * What a constant {@code B} of elastic consistency costs: bounds on how well {@code T} steps of
 * {@code x' = x - (alpha / p) sum_i g(v_i)} minimise an {@code L}-smooth {@code f}. Single steps:
 * {@code p = 1}. The theorems are those of Nadiradze et al. (AAAI 2021), with constants that are
 * derived anew in the lines that stand with them.
 *
 * <p>Immutable, of any thread.
 *
 * @param workers {@code p}
 * @param smoothness {@code L > 0}
 * @param deviation {@code sigma}: a gradient's root mean squared distance from its mean
 * @param gap0 {@code D = f(x_0) - f*}
 * @param bound {@code B}
 */
public record ConvergenceBound(
    int workers, double smoothness, double deviation, double gap0, ElasticConstant bound) {

  /**
   * A bound as the sum of its causes.
   *
   * @param optimisation what is left of the beginning
   * @param inconsistency what stale views cost
   * @param noise what the variance of gradients costs
   */
  public record Terms(double optimisation, double inconsistency, double noise) {
    /** All together. */
    public double total() {
      return optimisation + inconsistency + noise;
    }
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  public ConvergenceBound {
    Bounded.atLeast("workers", workers, 1);
    Bounded.positive("smoothness", smoothness);
    Bounded.notNegative("deviation", deviation);
    Bounded.notNegative("gap0", gap0);
  }

  /** The largest learning rate for which both {@code B} and {@link #nonConvex} hold. */
  public double largestRate() {
    return Math.min(1, bound.rateLimit()) / smoothness;
  }

  /**
   * For any smooth {@code f}: a bound on {@code (1/T) sum_t E||grad f(x_t)||^2}, namely {@code 2 D
   * / (alpha T) + L^2 alpha^2 B^2 + L alpha sigma^2 / p}.
   *
   * <p>Let {@code h} be the mean of the gradients at the views. Smoothness gives {@code E f(x') <=
   * f(x) - alpha <grad f(x), h> + (L alpha^2 / 2)(||h||^2 + sigma^2 / p)}; with {@code -<a, b> =
   * -||a||^2 / 2 - ||b||^2 / 2 + ||a - b||^2 / 2}, {@code ||grad f(x) - h|| <= L alpha B} and
   * {@code alpha <= 1 / L} the terms in {@code ||h||^2} are not positive; sum over {@code t}.
   *
   * @param rate {@code alpha}, in {@code (0, 1 / L]}
   * @param steps {@code T >= 1}
   * @throws IllegalArgumentException if the bound does not hold for this rate
   */
  public Terms nonConvex(double rate, double steps) {
    checkRate(rate, largestRate());
    checkSteps(steps);
    double off = smoothness * bound.gap(rate);
    return new Terms(
        2 * gap0 / (rate * steps), off * off, smoothness * rate * deviation * deviation / workers);
  }

  /** The theorem's learning rate for {@code steps} steps, {@code alpha = sqrt(p / T)}. */
  public double rate(double steps) {
    return Math.sqrt(workers / steps);
  }

  /**
   * The fewest steps for which {@link #rate} is not too large, {@code L^2 p} where B always holds.
   */
  public double leastSteps() {
    return workers / (largestRate() * largestRate());
  }

  /**
   * The learning rate for which {@link #nonConvex} is least: it rises or falls with the rate until
   * there, the sum being convex.
   */
  public double tunedRate(double steps) {
    checkSteps(steps);
    double low = 0;
    double high = largestRate();
    for (int halving = 0; halving < 200; halving++) {
      double middle = (low + high) / 2;
      if (slope(middle, steps) > 0) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /** The derivative of {@link #nonConvex} by the learning rate. */
  private double slope(double rate, double steps) {
    double lb = smoothness * bound.constant();
    return -2 * gap0 / (rate * rate * steps)
        + 2 * lb * lb * rate
        + smoothness * deviation * deviation / workers;
  }

  /**
   * The steps from which on, at {@link #rate}, stale views cost less than a tenth of what noise
   * does: {@code L^2 B^2 p / T <= L sigma^2 / (10 sqrt(p T))}, so {@code T >= 100 L^2 B^4 p^3 /
   * sigma^4}. Not less than {@link #leastSteps}; infinite when there is no noise to compare with.
   */
  public double horizon() {
    double b = bound.constant();
    if (b == 0) {
      return leastSteps();
    }
    double root = 10 * smoothness * b * b * Math.pow(workers, 1.5) / (deviation * deviation);
    return Math.max(leastSteps(), root * root);
  }

  /**
   * For strongly convex {@code f} besides: a bound on {@code E||x_T - x*||^2}, namely {@code (1 -
   * alpha c / 2)^T ||x_0 - x*||^2 + 4 alpha^2 L^2 B^2 / c^2 + 4 alpha^3 L^2 B^2 / c + 2 alpha
   * sigma^2 / (c p)}.
   *
   * <p>From {@code <h, x - x*> >= (c / 4)||x - x*||^2 + (f - f*) - L^2 alpha^2 B^2 / c} and {@code
   * ||h||^2 <= 4 L (f - f*) + 2 L^2 alpha^2 B^2}, a step of {@code alpha <= 1 / (2 L)} shrinks the
   * squared distance by {@code 1 - alpha c / 2} and adds {@code 2 alpha^3 L^2 B^2 / c + 2 alpha^4
   * L^2 B^2 + alpha^2 sigma^2 / p}; sum the geometric series.
   *
   * @param convexity {@code c}, in {@code (0, L]}
   * @param distance0 {@code ||x_0 - x*||}
   * @param rate {@code alpha}, in {@code (0, 1 / (2 L)]}
   * @param steps {@code T >= 1}
   */
  public Terms stronglyConvex(double convexity, double distance0, double rate, double steps) {
    checkConvexity(convexity);
    checkRate(rate, largestRateStronglyConvex());
    checkSteps(steps);
    double off = smoothness * bound.gap(rate);
    return new Terms(
        Math.pow(1 - rate * convexity / 2, steps) * distance0 * distance0,
        4 * off * off / convexity * (1 / convexity + rate),
        2 * rate * deviation * deviation / (convexity * workers));
  }

  /** The largest learning rate for which both {@code B} and {@link #stronglyConvex} hold. */
  public double largestRateStronglyConvex() {
    return Math.min(0.5, bound.rateLimit()) / smoothness;
  }

  /**
   * The theorem's learning rate for strongly convex {@code f}, {@code 2 ln(T p) / (c T)}: what is
   * left of the beginning is then at most {@code ||x_0 - x*||^2 / (T p)}.
   */
  public double rateStronglyConvex(double convexity, double steps) {
    checkConvexity(convexity);
    checkSteps(steps);
    return 2 * Math.log(steps * workers) / (convexity * steps);
  }

  private void checkConvexity(double convexity) {
    Bounded.positive("convexity", convexity);
    if (convexity > smoothness) {
      throw new IllegalArgumentException(
          "convexity must be <= smoothness " + smoothness + ": convexity=" + convexity);
    }
  }

  private static void checkRate(double rate, double largest) {
    if (!(rate > 0 && rate <= largest * (1 + 1e-12))) {
      throw new IllegalArgumentException(
          "learning rate must be in (0, " + largest + "]: rate=" + rate);
    }
  }

  private static void checkSteps(double steps) {
    if (!(steps >= 1)) {
      throw new IllegalArgumentException("steps must be >= 1: steps=" + steps);
    }
  }
}
