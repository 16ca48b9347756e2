// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * What the model said of an example before it learned from it.
 *
 * @param example the example
 * @param score the prediction, see {@link io.flinksgd.model.Model#classes}
 * @param probabilities of each class; empty if the score is the probability or there are no classes
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
@SuppressWarnings("ArrayRecordComponent")
public record Prediction(PredictedExample example, float score, float[] probabilities) {
  private static final float[] NONE = {};

  /** A prediction without classes. */
  public Prediction(PredictedExample example, float score) {
    this(example, score, NONE);
  }

  /**
   * A copy of what belongs to one example of a batch.
   *
   * @param all {@code classes} numbers for each example
   */
  public static float[] ofExample(int example, int classes, float[] all) {
    return classes == 0
        ? NONE
        : Arrays.copyOfRange(all, example * classes, (example + 1) * classes);
  }
}
