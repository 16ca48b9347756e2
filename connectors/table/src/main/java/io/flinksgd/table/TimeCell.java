// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.example.Refusal;
import io.flinksgd.feature.EventTimes;
import io.flinksgd.feature.Field;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

/** Reads the event time of a row, where it is not NULL. */
@FunctionalInterface
interface TimeCell {
  /** Milliseconds since 1970. */
  long of(RowData row) throws Refusal;

  /** The cell of the column for the time, which {@code field} names in refusals. */
  static TimeCell of(ExampleColumns columns, Field field) {
    int at = columns.at().time();
    LogicalType type = columns.row().getTypeAt(at);
    EventTimes times = columns.times();
    return switch (type.getTypeRoot()) {
      case BIGINT -> row -> times.whole(field, row.getLong(at));
      case CHAR, VARCHAR -> row -> times.text(field, row.getString(at).toString());
      case TIMESTAMP_WITHOUT_TIME_ZONE -> {
        int precision = LogicalTypeChecks.getPrecision(type);
        yield row -> times.local(field, row.getTimestamp(at, precision).toLocalDateTime());
      }
      default -> {
        int precision = LogicalTypeChecks.getPrecision(type);
        yield row -> times.instant(field, row.getTimestamp(at, precision).getMillisecond());
      }
    };
  }
}
