// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import io.flinksgd.example.Origin;
import org.apiguardian.api.API;

/**
 * The example of a {@link Prediction}, without its features.
 *
 * @param key the example's key
 * @param label the truth
 * @param weight the example's importance
 * @param eventTime the example's event time, milliseconds
 * @param origin where the example came from
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record PredictedExample(
    String key, float label, float weight, long eventTime, Origin origin) {}
