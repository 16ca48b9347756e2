// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.message.Push;

/**
 * Finds how much of a push may be applied so that it changes the parameters by no more than its
 * limit. It writes nothing. Owned by the server's thread.
 */
final class NormClipper {
  private static final int ATTEMPTS = 32;

  /** Below the limit by more than the rounding of floats. */
  private static final double ROUNDING = 1 - 1e-6;

  private final Parameters parameters;
  private long clippedPushes;

  /**
   * How much to apply.
   *
   * @param factor by which to multiply the values of the update
   * @param norm by which the parameters change then
   */
  record Clipped(float factor, double norm) {}

  /** Clips changes of {@code parameters}. */
  NormClipper(Parameters parameters) {
    this.parameters = parameters;
  }

  /** The largest part of {@code push}, at most its weight, that is within its limit. */
  Clipped clip(Push push) {
    float factor = push.weight();
    double norm = parameters.norm(push.update(), factor);
    if (norm > push.normLimit()) {
      clippedPushes++;
      for (int i = 0; i < ATTEMPTS && norm > push.normLimit(); i++) {
        factor *= (float) (push.normLimit() / norm * ROUNDING);
        norm = parameters.norm(push.update(), factor);
      }
    }
    return new Clipped(factor, norm);
  }

  /** Pushes of which only a part was within their limit. */
  long clippedPushes() {
    return clippedPushes;
  }
}
