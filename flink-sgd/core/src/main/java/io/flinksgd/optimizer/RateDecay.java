// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.ArgumentValues;
import io.flinksgd.argument.Range;
import java.io.Serializable;
import java.util.List;

/** How a learning rate falls while the model learns. Lengths are in examples. */
sealed interface RateDecay extends Serializable {
  Argument<String> DECAY =
      Argument.choice(
          "decay",
          List.of("constant", "power", "exponential", "step", "cosine"),
          "How the rate falls while the model learns. Keep it constant for data that drifts.");
  Argument<Double> POWER =
      Argument.number(
              "power", 0.5, Range.POSITIVE, "The rate is rate / (1 + examples / scale)^power.")
          .onlyWith(DECAY, "power");
  Argument<Double> SCALE =
      Argument.number("scale", 1e5, Range.POSITIVE, "Examples after which the rate begins to fall.")
          .onlyWith(DECAY, "power");
  Argument<Double> HALF_LIFE =
      Argument.number(
              "half-life", 1e6, Range.POSITIVE, "Examples over which the rate falls by half.")
          .onlyWith(DECAY, "exponential");
  Argument<Double> EVERY =
      Argument.number(
              "every",
              1e6,
              Range.POSITIVE,
              "Examples after which the rate is multiplied by factor.")
          .onlyWith(DECAY, "step");
  Argument<Double> FACTOR =
      Argument.number("factor", 0.1, Range.POSITIVE, "What the rate is multiplied by.")
          .onlyWith(DECAY, "step");
  Argument<Double> LENGTH =
      Argument.number("length", 1e6, Range.POSITIVE, "Examples over which the rate falls to floor.")
          .onlyWith(DECAY, "cosine");
  Argument<Double> FLOOR =
      Argument.number("floor", 0, Range.NOT_NEGATIVE, "The least rate.")
          .onlyWith(DECAY, "exponential", "cosine");

  static RateDecay of(ArgumentValues arguments) {
    return switch (arguments.get(DECAY)) {
      case "power" -> new Power(arguments.number(POWER), arguments.number(SCALE));
      case "exponential" -> new Exponential(arguments.number(HALF_LIFE), arguments.number(FLOOR));
      case "step" -> new Steps(arguments.number(EVERY), arguments.number(FACTOR));
      case "cosine" -> new Cosine(arguments.number(LENGTH), arguments.number(FLOOR));
      default -> new Constant();
    };
  }

  /** What is left of {@code rate} after {@code examples} examples. */
  double at(float rate, long examples);

  /** It does not fall. */
  record Constant() implements RateDecay {
    @Override
    public double at(float rate, long examples) {
      return rate;
    }
  }

  /** {@code rate / (1 + examples / scale)^power}: with power 0.5 the inverse square root. */
  record Power(float power, float scale) implements RateDecay {
    @Override
    public double at(float rate, long examples) {
      return rate * Math.pow(1 + examples / (double) scale, -power);
    }
  }

  /** Falls by half over each half-life, never below the floor. */
  record Exponential(float halfLife, float floor) implements RateDecay {
    @Override
    public double at(float rate, long examples) {
      return Math.max(floor, rate * Math.pow(2, -examples / (double) halfLife));
    }
  }

  /** Is multiplied by a factor after every so many examples. */
  record Steps(float every, float factor) implements RateDecay {
    @Override
    public double at(float rate, long examples) {
      return rate * Math.pow(factor, Math.floor(examples / (double) every));
    }
  }

  /**
   * Falls along half a cosine to the floor and stays there (Loshchilov and Hutter, ICLR 2017,
   * without restarts).
   */
  record Cosine(float length, float floor) implements RateDecay {
    @Override
    public double at(float rate, long examples) {
      double part = Math.min(1, examples / (double) length);
      return floor + (rate - floor) * (1 + Math.cos(Math.PI * part)) / 2;
    }
  }
}
