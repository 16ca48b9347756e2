// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import io.flinksgd.model.Model;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * By what a model's progressive loss is measured, and what it is held against. Losses are means
 * over examples, weighted by their importance. Immutable, of any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum LossMeasure {
  /** {@code -log(probability of the truth)}, in nats: of models with classes. */
  LOG_LOSS(1, "log-loss") {
    @Override
    public double loss(Scores scores) {
      return scores.logLoss();
    }

    @Override
    public double base(Scores scores) {
      return scores.baseLogLoss();
    }

    @Override
    double untrained(Scores scores, int classes) {
      return Math.log(classes);
    }
  },
  /** {@code (score - label)^2}: of models that predict a number. */
  SQUARED_ERROR(2, "squared error") {
    @Override
    public double loss(Scores scores) {
      return scores.meanSquaredError();
    }

    @Override
    public double base(Scores scores) {
      return scores.labelVariance();
    }

    @Override
    double untrained(Scores scores, int classes) {
      return scores.meanSquaredLabel();
    }
  };

  private final int number;
  private final String words;

  LossMeasure(int number, String words) {
    this.number = number;
    this.words = words;
  }

  /** The measure for {@code model}. */
  public static LossMeasure of(Model model) {
    return model.classes() > 0 ? LOG_LOSS : SQUARED_ERROR;
  }

  /** Mean loss; NaN when there is no example. */
  public abstract double loss(Scores scores);

  /**
   * The mean loss of always saying what is right on average: the share of each class, or the mean
   * label.
   */
  public abstract double base(Scores scores);

  /** The mean loss of a model that says the same for all classes, or zero. */
  abstract double untrained(Scores scores, int classes);

  /** A number of its own, which never changes. */
  public int number() {
    return number;
  }

  /**
   * The measure with this number.
   *
   * @throws InvalidObjectException if there is none
   */
  public static LossMeasure numbered(int number) throws IOException {
    return Arrays.stream(values())
        .filter(measure -> measure.number == number)
        .findFirst()
        .orElseThrow(() -> new InvalidObjectException("measure must be 1 or 2: measure=" + number));
  }

  /** As in a sentence. */
  @Override
  public String toString() {
    return words;
  }
}
