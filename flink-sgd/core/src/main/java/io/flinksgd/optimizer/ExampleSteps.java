// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import org.apiguardian.api.API;

/** Steps example by example. May keep scratch space: for one thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ExampleSteps {

  /**
   * Predicts an example and steps all of its coordinates. They are distinct; the last one is the
   * intercept, which nothing penalises.
   *
   * @param view states of many coordinates, {@link Optimizer#stride} floats each; is changed
   * @param position which of them each entry belongs to: its state begins at {@code position *
   *     stride}
   * @param value the feature of each entry
   * @param from the first entry of the example
   * @param to the end of its entries, exclusive; more than {@code from}
   * @param label the truth, in the unit of the prediction
   * @param importance of the example, {@code >= 0}
   * @param rate the learning rate, from {@link Optimizer#rate}
   * @return the prediction, made before the step
   */
  float learn(
      float[] view,
      int[] position,
      float[] value,
      int from,
      int to,
      float label,
      float importance,
      float rate);
}
