// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import io.flinksgd.example.Origin;
import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * What the model said of an example before it learned from it.
 *
 * @param key the example's key
 * @param score the prediction, see {@link io.flinksgd.model.Model#classes}
 * @param label the truth
 * @param weight the example's importance
 * @param eventTime the example's event time, milliseconds
 * @param origin where the example came from
 * @param probabilities of each class; empty if the score is the probability or there are no classes
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
@SuppressWarnings("ArrayRecordComponent")
public record Prediction(
    String key,
    float score,
    float label,
    float weight,
    long eventTime,
    Origin origin,
    float[] probabilities) {
  private static final float[] NONE = {};

  /** A prediction without classes. */
  public Prediction(
      String key, float score, float label, float weight, long eventTime, Origin origin) {
    this(key, score, label, weight, eventTime, origin, NONE);
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
