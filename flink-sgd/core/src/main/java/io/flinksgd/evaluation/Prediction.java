// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * What the model said of an example before it learned from it. Of any thread, as long as nobody
 * changes the array, which is not copied.
 *
 * @param example the example
 * @param score the prediction, see {@link io.flinksgd.model.Model#classes}
 * @param probabilities one for each class, in the order of their numbers; empty if the score is the
 *     probability or there are no classes
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
   * @param example its number in the batch, from 0
   * @param classes numbers for each example; 0 for none
   * @param all {@code classes} numbers for each example, example after example
   */
  public static float[] ofExample(int example, int classes, float[] all) {
    return classes == 0
        ? NONE
        : Arrays.copyOfRange(all, example * classes, (example + 1) * classes);
  }
}
