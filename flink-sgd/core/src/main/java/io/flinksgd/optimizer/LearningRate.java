// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.ArgumentValues;
import io.flinksgd.argument.Range;
import java.io.Serializable;
import java.util.List;

/**
 * The learning rate as a function of the examples that the model has learned from: it rises during
 * the warm-up, and falls as its {@link RateDecay} says.
 *
 * @param rate the rate that it begins with, or has after the warm-up where it does not fall
 * @param decay how it falls
 * @param warmUp examples over which it rises from zero; 0 for none
 */
record LearningRate(float rate, RateDecay decay, float warmUp) implements Serializable {
  private static final Argument<Double> WARM_UP =
      Argument.number(
          "warm-up",
          0,
          Range.NOT_NEGATIVE,
          "The rate rises from zero over so many examples; 0 for none.");

  /** What any optimizer with a learning rate knows besides the rate itself. */
  static final List<Argument<?>> SCHEDULE =
      List.of(
          RateDecay.DECAY,
          RateDecay.POWER,
          RateDecay.SCALE,
          RateDecay.HALF_LIFE,
          RateDecay.EVERY,
          RateDecay.FACTOR,
          RateDecay.LENGTH,
          RateDecay.FLOOR,
          WARM_UP);

  /** The argument that says {@link #rate}. */
  static Argument<Double> argument(double otherwise, String help) {
    return Argument.number("rate", otherwise, Range.POSITIVE, help);
  }

  static LearningRate of(Argument<Double> rate, ArgumentValues arguments) {
    return new LearningRate(
        arguments.number(rate), RateDecay.of(arguments), arguments.number(WARM_UP));
  }

  /** The rate after {@code examples} examples. */
  float at(long examples) {
    float now = (float) decay.at(rate, examples);
    return warmUp == 0 ? now : now * Math.min(1f, (examples + 1) / warmUp);
  }
}
