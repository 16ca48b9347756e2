// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.feature.ExampleFields;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Checks the names of the columns of CSV against what is to be made of them. */
final class CsvColumns {
  private CsvColumns() {}

  /**
   * Checks that there is one column for each name that is asked for.
   *
   * @throws IllegalArgumentException with the column's name
   */
  static void check(List<String> columns, ExampleFields names, FeatureMapping mapping) {
    Set<String> distinct = new LinkedHashSet<>();
    for (String column : columns) {
      if (column.isEmpty() || !distinct.add(column)) {
        throw new IllegalArgumentException(
            "columns must have names, each one of its own: column=%s, columns=%s"
                .formatted(column, columns));
      }
    }
    ExampleFields usual = ExampleFields.standard();
    require("label-field", names.label(), distinct);
    requireUnless(usual.weight(), "weight-field", names.weight(), distinct);
    requireUnless(usual.time(), "time-field", names.time(), distinct);
    requireUnless(usual.key(), "key-field", names.key(), distinct);
    long features = columns.stream().filter(column -> !names.names(column)).count();
    if (mapping instanceof FeatureMapping.Hashed hashed) {
      hashed.hasher().named().forEach(name -> require("features", name, distinct));
    } else if (mapping instanceof FeatureMapping.Dense dense && dense.length() != features) {
      throw new IllegalArgumentException(
          "columns must be as many as the model's features: features=%d, columns=%s"
              .formatted(dense.length(), columns));
    }
  }

  /** A name that was not asked for may be missing. */
  private static void requireUnless(String usual, String option, String name, Set<String> columns) {
    if (!name.equals(usual)) {
      require(option, name, columns);
    }
  }

  private static void require(String option, String name, Set<String> columns) {
    if (!name.isEmpty() && !columns.contains(name)) {
      throw new IllegalArgumentException(
          "%s must name a column: %s=%s, columns=%s".formatted(option, option, name, columns));
    }
  }
}
