// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import io.flinksgd.example.Origin;
import org.apiguardian.api.API;

/**
 * The example of a {@link Prediction}, without its features. Immutable, of any thread.
 *
 * @param key the example's key
 * @param label the truth
 * @param weight the example's importance
 * @param eventTime the example's event time, milliseconds since the epoch, or {@link
 *     io.flinksgd.example.Example#NO_TIME}
 * @param origin where the example came from
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record PredictedExample(
    String key, float label, float weight, long eventTime, Origin origin) {}
