// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

/** How much of a distance is gone when it shrinks at its own speed. */
final class Decay {
  private Decay() {}

  /**
   * {@code 1 - exp(-t)}, to 1e-6 of it; up to 1 by the first terms of {@code t / (1 - exp(-t)) = 1
   * + t/2 + t^2/12 - t^4/720 + t^6/30240 - ...}. NaN if {@code t} is not finite.
   */
  static double of(double t) {
    if (t <= 1) {
      double s = t * t;
      return t / (1 + t / 2 + s * (1.0 / 12 - s * (1.0 / 720 - s / 30240)));
    }
    return t <= Double.MAX_VALUE ? 1 - Math.exp(-t) : Double.NaN;
  }
}
