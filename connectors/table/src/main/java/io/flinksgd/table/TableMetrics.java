// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.flink.operator.Metric;
import io.flinksgd.flink.operator.MetricSection;
import java.util.List;

/** The metrics of reading rows; all are in the group {@code training}. */
public final class TableMetrics {
  private static final MetricSection READING = new MetricSection("Reading rows of SQL", "");

  static final Metric REJECTED_ROWS =
      READING.metric(
          "rejectedRows",
          "rows",
          "Rejected before training, since the start.",
          "Read the rejected topic.");

  static final Metric IGNORED_DELETES =
      READING.metric("ignoredDeletes", "rows", "Deleted rows of a table of changes, left out.");

  /** All of them, as the page of metrics lists them. */
  public static final List<MetricSection> SECTIONS = List.of(READING);

  private TableMetrics() {}
}
