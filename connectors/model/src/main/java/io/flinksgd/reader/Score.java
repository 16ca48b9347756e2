// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * What a version of a model says of one example.
 *
 * <p>Of any thread, as long as nobody changes the array, which is not copied.
 *
 * @param version of the model
 * @param value the prediction: a probability for two classes, the number of the most probable class
 *     for more, else the number that is predicted; empty if there is none
 * @param predictedClass the most probable class; empty if there are no classes or no prediction
 * @param probabilities of each class, in order; empty if there are no classes or no prediction
 * @param refusal why there is no prediction, by rule, name and value; empty if there is one
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
@SuppressWarnings("ArrayRecordComponent")
public record Score(
    long version,
    OptionalDouble value,
    OptionalInt predictedClass,
    double[] probabilities,
    String refusal) {
  private static final double[] NONE = {};

  /** A class is predicted from this probability on, as progressive accuracy has it. */
  private static final double EVEN = 0.5;

  /** {@code probability} says that {@code value} is the probability of class 1. */
  static Score of(long version, double value, boolean probability, double[] probabilities) {
    OptionalInt predicted = OptionalInt.empty();
    if (probability) {
      predicted = OptionalInt.of(value >= EVEN ? 1 : 0);
    } else if (probabilities.length > 0) {
      predicted = OptionalInt.of((int) value);
    }
    return new Score(version, OptionalDouble.of(value), predicted, probabilities, "");
  }

  /** There is no prediction; {@code refusal} says why. */
  public static Score refused(long version, String refusal) {
    return new Score(version, OptionalDouble.empty(), OptionalInt.empty(), NONE, refusal);
  }
}
