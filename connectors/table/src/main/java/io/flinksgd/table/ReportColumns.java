// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** Checks that the columns of a table are those that a report has. */
final class ReportColumns {
  private ReportColumns() {}

  /** What a column may be. */
  @FunctionalInterface
  interface Rule {
    /** What {@code name} must be as text; empty if {@code type} is that. */
    String broken(String name, LogicalType type);
  }

  /**
   * Checks all columns.
   *
   * @throws ValidationException with the column's name
   */
  static void check(String table, RowType row, Set<String> known, Rule rule) {
    for (RowType.RowField field : row.getFields()) {
      if (!known.contains(field.getName())) {
        throw new ValidationException(
            "%s has no column '%s': columns=%s"
                .formatted(table, field.getName(), new TreeSet<>(known)));
      }
      String broken = rule.broken(field.getName(), field.getType());
      if (!broken.isEmpty()) {
        throw new ValidationException(
            "column '%s' of %s must be %s: %s=%s"
                .formatted(
                    field.getName(),
                    table,
                    broken,
                    field.getName(),
                    field.getType().asSummaryString()));
      }
    }
  }
}
