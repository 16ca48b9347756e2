package io.flinksgd.model;

import java.util.Map;

/**
 * Which kinds of values fields have had in training.
 *
 * @param bits the sum of the {@linkplain FieldKind#bit kinds} of each field, by its name
 * @param complete false if fields were left out: there are limits, see {@link SeenKinds}
 */
public record FieldKinds(Map<String, Integer> bits, boolean complete) {
  /** Nothing is known of any field. */
  public static final FieldKinds UNKNOWN = new FieldKinds(Map.of(), true);

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

  /** The kinds of {@code field} as a sum; all kinds if none is known. */
  int of(String field) {
    return bits.getOrDefault(field, FieldKind.ALL);
  }
}
