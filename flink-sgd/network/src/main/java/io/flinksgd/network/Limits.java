// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.StateLimits;

/** What scores and gradients of networks must stay within. */
final class Limits {
  /**
   * The largest score of a class, before softmax: beyond, floats do not tell neighbouring whole
   * numbers apart, and so no probabilities follow from differences of scores.
   */
  static final float LARGEST_SCORE = 0x1p24f;

  private final float gradient;

  /** Of gradients that {@code optimizer} steps by. */
  Limits(Optimizer optimizer) {
    this.gradient = new StateLimits(optimizer).gradient();
  }

  /** The limit that the largest magnitude of the scores breaks, null if none. */
  String ofScores(float largest) {
    return largest <= LARGEST_SCORE ? null : broken("score", LARGEST_SCORE, largest);
  }

  /** As above, of numbers that a model predicts. */
  String ofNumbers(float largest) {
    return largest <= StateLimits.LARGEST ? null : broken("score", StateLimits.LARGEST, largest);
  }

  /** The limit that the largest magnitude of a gradient breaks, null if none. */
  String ofGradient(float largest) {
    return largest <= gradient ? null : broken("gradient", gradient, largest);
  }

  private static String broken(String what, float limit, float largest) {
    return what + " must be at most " + limit + ": " + largest;
  }

  /** The largest magnitude of {@code count} floats from {@code from} on; NaN if one is NaN. */
  static float largest(float[] floats, int from, int count) {
    int most = 0;
    for (int k = from; k < from + count; k++) {
      // floats without sign are ordered as their bits are, NaN above all others
      most = Math.max(most, Float.floatToRawIntBits(floats[k]) & Integer.MAX_VALUE);
    }
    return Float.intBitsToFloat(most);
  }

  /** As above, of the bits of floats; the compiler makes vector instructions of this one. */
  static int largestBits(int[] bits, int count, int most) {
    int largest = most;
    for (int k = 0; k < count; k++) {
      largest = Math.max(largest, bits[k] & Integer.MAX_VALUE);
    }
    return largest;
  }
}
