// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.feature.ExampleFields;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Reads single records of a format. */
public record Reading(ExampleParser parser) {
  private static final int MOST_BYTES = 1 << 20;

  /** Of fields with their usual names. */
  public static Reading of(ExampleFormat format, FeatureMapping mapping) {
    return of(format, ExampleFields.standard(), mapping);
  }

  public static Reading of(ExampleFormat format, ExampleFields fields, FeatureMapping mapping) {
    return new Reading(ExampleParser.of(format, fields, mapping, MOST_BYTES));
  }

  /** The example, or null if the record is none. */
  public Example read(byte[] value) throws Refusal {
    return parser.parse(new RawRecord("topic", 3, 14, -1, null, value));
  }

  public Example read(String value) throws Refusal {
    return read(value.getBytes(StandardCharsets.UTF_8));
  }

  /** What a record is refused with. */
  public Refusal refusal(String value) {
    return refusal(value.getBytes(StandardCharsets.UTF_8));
  }

  public Refusal refusal(byte[] value) {
    return catchThrowableOfType(Refusal.class, () -> read(value));
  }

  /** The features of a record: values by coordinate, whatever their order. */
  public Map<Integer, Float> features(String value) throws Refusal {
    return byCoordinate(read(value).features());
  }

  public static Map<Integer, Float> byCoordinate(Features features) {
    Map<Integer, Float> values = new TreeMap<>();
    if (features instanceof Features.Dense dense) {
      for (int j = 0; j < dense.values().length; j++) {
        values.put(j, dense.values()[j]);
      }
    } else if (features instanceof Features.Sparse sparse) {
      for (int k = 0; k < sparse.size(); k++) {
        values.merge(sparse.indices()[k], sparse.values()[k], Float::sum);
      }
    }
    return values;
  }
}
