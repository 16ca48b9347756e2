// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.feature.MapFields;
import java.io.Serializable;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * Says what is in a value: the fields of an example by name, the label among them. {@link
 * MapFields} says what they may be; a time may be of {@code java.time}, too. Called on the task's
 * thread of an operator, which has a copy of its own.
 *
 * @param <T> the values
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@FunctionalInterface
public interface RawFields<T> extends Serializable {
  /**
   * The fields of {@code value} in their order.
   *
   * @throws RuntimeException if it has none; then it is rejected
   */
  Map<String, ?> of(T value);
}
