// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import io.flinksgd.feature.FeatureHasher;
import org.apiguardian.api.API;

/**
 * Linear regression, by squared or Huber's loss. The score is the margin {@code sum_k w_k x_k}, the
 * intercept among the sum, in the unit of labels. Sources: see {@link Loss}. The models are
 * immutable, of any thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class LinearRegression {
  static final String NAME = "linear-regression";

  private LinearRegression() {}

  /**
   * On hashed features, see {@link FeatureHasher}.
   *
   * @param bits the model has {@code 2^bits} coordinates and the intercept; 1 to 30
   * @param loss squared or Huber's
   * @throws IllegalArgumentException if {@code bits} are out of range, or the loss is logistic
   */
  public static Model hashed(int bits, Loss loss) {
    return LinearModel.hashed(NAME, regression(loss), bits);
  }

  /**
   * On dense vectors of length {@code features}; the intercept is the coordinate behind them.
   *
   * @throws IllegalArgumentException if {@code features} are not in {@code [1, 2^31 - 1)}, or the
   *     loss is logistic
   */
  public static Model dense(int features, Loss loss) {
    return LinearModel.dense(NAME, regression(loss), features);
  }

  /**
   * On sparse vectors with indices in {@code [0, features)}; the intercept is behind them.
   *
   * @throws IllegalArgumentException if {@code features} are not in {@code [1, 2^31 - 1)}, or the
   *     loss is logistic
   */
  public static Model sparse(int features, Loss loss) {
    return LinearModel.sparse(NAME, regression(loss), features);
  }

  private static Loss regression(Loss loss) {
    if (loss instanceof Loss.Logistic) {
      throw new IllegalArgumentException("loss must be squared or huber: loss=logistic");
    }
    return loss;
  }
}
