// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/**
 * How much of a vector a compressor leaves out: {@code gamma} with {@code E||Q(w) - w||^2 <= gamma
 * ||w||^2}, for {@link ElasticConstant#errorFeedback}. A number in [0, 1), without a unit. Pure
 * functions, of any thread.
 */
public final class Contraction {
  private Contraction() {}

  /**
   * The {@code kept} largest of {@code dimension} coordinates: {@code gamma = 1 - k / d}. What is
   * left out is smaller, coordinate by coordinate, than what is kept.
   *
   * @throws IllegalArgumentException if {@code kept} is not in {@code [1, dimension]}
   */
  public static double topK(int kept, int dimension) {
    if (kept < 1 || kept > dimension) {
      throw new IllegalArgumentException(
          "kept must be in [1, dimension]: kept=" + kept + " dimension=" + dimension);
    }
    return 1 - kept / (double) dimension;
  }

  /**
   * One bit for each coordinate with the scale {@code ||w||_1 / d}: {@code gamma = 1 - ||w||_1^2 /
   * (d ||w||_2^2)}, at most {@code 1 - 1 / d}, which is given here. Source: Karimireddy et al.,
   * ICML 2019.
   *
   * @throws IllegalArgumentException if {@code dimension < 1}
   */
  public static double oneBit(int dimension) {
    return 1 - 1.0 / Bounded.atLeast("dimension", dimension, 1);
  }

  /**
   * Unbiased quantisation to {@code levels} levels (QSGD), scaled by {@code 1 / (1 + omega)}:
   * {@code gamma = omega / (1 + omega)} where {@code E||Q(w) - w||^2 <= omega ||w||^2} and {@code
   * omega = min(d / s^2, sqrt(d) / s)}. Unscaled it is no contraction when {@code omega >= 1}.
   * Source: Alistarh et al., NeurIPS 2017.
   *
   * @throws IllegalArgumentException if one is {@code < 1}
   */
  public static double quantised(int levels, int dimension) {
    double omega = quantisationVariance(levels, dimension);
    return omega / (1 + omega);
  }

  /** {@code omega} of {@link #quantised}: by how many {@code M^2} the variance grows without it. */
  static double quantisationVariance(int levels, int dimension) {
    double s = Bounded.atLeast("levels", levels, 1);
    double d = Bounded.atLeast("dimension", dimension, 1);
    return Math.min(d / (s * s), Math.sqrt(d) / s);
  }
}
