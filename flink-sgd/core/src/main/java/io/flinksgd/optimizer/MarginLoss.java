// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import org.apiguardian.api.API;

/**
 * What steps need to know of a loss, as a function of the margin {@code m = sum_k w_k x_k}.
 * Implementations are immutable: one serves all threads.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface MarginLoss {

  /** What {@link #scoreOf} and {@link #move} are both made of, so that it is computed once. */
  double raise(float margin);

  /** The prediction, from {@link #raise}. */
  float scoreOf(double raised);

  /** The derivative of the loss by the margin, given the prediction. */
  float derivative(float score, float label);

  /**
   * How far the margin goes by an importance-aware update (Karampatziakis and Langford, "Online
   * Importance Weight Aware Updates", UAI 2011, equation 5 and table 1): the change that infinitely
   * many steps in place of one would make, {@code m(reach) - m(0)} with {@code dm/dr = -l'(m)}. It
   * never goes beyond the label, and two updates of one half are one of the whole.
   *
   * @param margin of the example before the update
   * @param raised {@link #raise} of it
   * @param reach how far a plain step would go for each unit of slope: the example's importance
   *     times {@code sum_k rate_k x_k^2}; {@code >= 0}
   * @return the change; NaN if {@code reach} is not finite
   */
  double move(float margin, double raised, float label, double reach);
}
