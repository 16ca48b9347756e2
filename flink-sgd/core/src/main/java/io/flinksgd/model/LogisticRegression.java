// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import io.flinksgd.feature.FeatureHasher;
import org.apiguardian.api.API;

/**
 * Logistic regression: labels 0 and 1, scores are probabilities. The score is {@code 1 / (1 +
 * exp(-m))} of the margin {@code m = sum_k w_k x_k}, the intercept among the sum. The models are
 * immutable, of any thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class LogisticRegression {
  static final String NAME = "logistic-regression";

  private LogisticRegression() {}

  /**
   * On hashed features, see {@link FeatureHasher}.
   *
   * @param bits the model has {@code 2^bits} coordinates and the intercept; 1 to 30
   * @throws IllegalArgumentException if {@code bits} are out of range
   */
  public static Model hashed(int bits) {
    return LinearModel.hashed(NAME, new Loss.Logistic(), bits);
  }

  /**
   * On dense vectors of length {@code features}; the intercept is the coordinate behind them.
   *
   * @throws IllegalArgumentException if {@code features} are not in {@code [1, 2^31 - 1)}
   */
  public static Model dense(int features) {
    return LinearModel.dense(NAME, new Loss.Logistic(), features);
  }

  /**
   * On sparse vectors with indices in {@code [0, features)}; the intercept is behind them.
   *
   * @throws IllegalArgumentException if {@code features} are not in {@code [1, 2^31 - 1)}
   */
  public static Model sparse(int features) {
    return LinearModel.sparse(NAME, new Loss.Logistic(), features);
  }
}
