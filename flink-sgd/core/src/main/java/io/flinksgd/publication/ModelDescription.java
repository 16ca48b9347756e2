// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.publication;

import io.flinksgd.feature.FieldKinds;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * What was trained, and how. Immutable, of any thread.
 *
 * @param spec settings by name: {@code model}, {@code features}, {@code optimizer}, {@code
 *     consistency}; {@code artifact} is the SHA-256 of the artifact that belongs to it
 * @param fields which kinds of values the fields of records have had in training, where they were
 *     hashed
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ModelDescription(Map<String, String> spec, FieldKinds fields) {
  /** Of a model whose fields are not known. */
  public ModelDescription(Map<String, String> spec) {
    this(spec, FieldKinds.UNKNOWN);
  }

  /**
   * Keeps its own copy of {@code spec}.
   *
   * @throws NullPointerException if it is null or holds one
   */
  public ModelDescription {
    spec = Map.copyOf(spec);
  }
}
