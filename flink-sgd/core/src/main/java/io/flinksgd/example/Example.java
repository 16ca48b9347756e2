// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.example;

import org.apiguardian.api.API;

/**
 * One example to learn from.
 *
 * <p>Nothing is checked here: {@link io.flinksgd.model.Model#reject} names the rule that an example
 * breaks. Of any thread, as long as nobody changes the features' arrays.
 *
 * @param label the truth: 0 or 1 for classification, any finite number for regression
 * @param weight importance, finite and {@code >= 0}; 1 is neutral
 * @param features the features as coordinates of the model
 * @param eventTime milliseconds since the epoch, or {@link #NO_TIME}
 * @param key what the caller calls this example, or the empty string
 * @param origin where it came from
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record Example(
    float label, float weight, Features features, long eventTime, String key, Origin origin) {
  /** The event time of an example that has none. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** An example of weight one that was made in memory. */
  public static Example of(float label, Features features) {
    return new Example(label, 1f, features, NO_TIME, "", Origin.UNKNOWN);
  }
}
