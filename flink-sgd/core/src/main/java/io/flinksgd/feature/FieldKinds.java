// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apiguardian.api.API;

/**
 * Which kinds of values fields have had in training. Immutable, of any thread.
 *
 * @param bits the sum of the {@linkplain FieldKind#bit kinds} of each field, by its name
 * @param complete false if fields were left out: there are limits, see {@link SeenKinds}
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record FieldKinds(Map<String, Integer> bits, boolean complete) {
  /** Nothing is known of any field. */
  public static final FieldKinds UNKNOWN = new FieldKinds(Map.of(), true);

  /** By which a manifest names the fields that are no features, with {@code |} between them. */
  public static final String MEANINGS = "fields.meanings";

  /**
   * Keeps its own copy.
   *
   * @throws IllegalArgumentException if there is no such kind
   */
  public FieldKinds {
    bits = Map.copyOf(bits);
    bits.forEach(
        (field, sum) -> {
          if (sum < 1 || sum > FieldKind.ALL) {
            throw new IllegalArgumentException(
                "kinds of a field must be in [1, %d]: %s=%d".formatted(FieldKind.ALL, field, sum));
          }
        });
  }

  /** Which of the fields that {@code meanings} names were features, in alphabetical order. */
  public SortedSet<String> featuresAmong(String meanings) {
    SortedSet<String> features = new TreeSet<>(List.of(meanings.split("\\|", -1)));
    features.retainAll(bits.keySet());
    return features;
  }

  /** The kinds of {@code field} as a sum; all kinds if none is known. */
  int of(String field) {
    return bits.getOrDefault(field, FieldKind.ALL);
  }
}
