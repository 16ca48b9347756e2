// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.message.Push;
import io.flinksgd.message.Update;
import io.flinksgd.spec.TrainingSpec;

/**
 * By how much updates change one server's part of the parameters: measured, kept within what a push
 * allows, and the largest remembered, from which the policies' bounds follow.
 */
final class NormClipper {
  private static final int ATTEMPTS = 32;

  /** Below the allowance by more than the rounding of floats. */
  private static final double ROUNDING = 1 - 1e-6;

  private final Parameters parameters;
  private final TrainingSpec spec;
  private final int workers;
  private final boolean every;
  private double largest;
  private long clipped;

  NormClipper(Parameters parameters, TrainingSpec spec, int workers) {
    this.parameters = parameters;
    this.spec = spec;
    this.workers = workers;
    this.every = spec.consistency().weighs();
  }

  /**
   * Applies {@code push} times {@code factor}, or as much of it as it allows.
   *
   * @return the squared norm of the change of the weights, NaN when it did not matter
   */
  double apply(Push push, float factor) {
    double squared = Double.NaN;
    float within = factor;
    if (every || push.view().sampled()) {
      double norm = parameters.norm(push.update(), within);
      if (norm > push.normLimit()) {
        clipped++;
        for (int i = 0; i < ATTEMPTS && norm > push.normLimit(); i++) {
          within *= (float) (push.normLimit() / norm * ROUNDING);
          norm = parameters.norm(push.update(), within);
        }
      }
      largest = Math.max(largest, norm);
      squared = norm * norm;
    }
    parameters.apply(push.update(), within);
    return squared;
  }

  /** Notes how much {@code update} changes, times {@code factor}, without applying it. */
  void note(Update update, float factor) {
    largest = Math.max(largest, parameters.norm(update, factor));
  }

  /** Notes that a round has changed the weights by so much. */
  void note(double norm) {
    largest = Math.max(largest, norm);
  }

  /** Whether every update is measured. */
  boolean every() {
    return every;
  }

  /** What a view may differ by, as far as this server can tell. */
  double gapBound() {
    return spec.consistency().gapBound(largest, workers, spec.stepping().pipelineDepth());
  }

  /** Pushes of which only a part was applied, because they would have changed too much. */
  long clipped() {
    return clipped;
  }
}
