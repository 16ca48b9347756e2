// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.table.FeatureColumns.Column;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/**
 * Casts numbers to the types of INPUT: Flink's planner lets columns pass that can be cast, and does
 * not cast them. Elements of arrays and maps, and fields of ROWs, are left as they are: their types
 * are not known.
 */
final class InputNumbers implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LogicalTypeRoot[] types;

  /** For rows of these columns, each in its place. */
  InputNumbers(FeatureColumns input) {
    List<Column> columns = input.columns();
    types = new LogicalTypeRoot[columns.size()];
    for (Column column : columns) {
      types[column.index()] = column.type().getTypeRoot();
    }
  }

  /** The row with its numbers cast; {@code row} itself if there is nothing to cast. */
  RowData cast(RowData row) {
    if (!(row instanceof GenericRowData given)) {
      return row;
    }
    GenericRowData cast = null;
    for (int i = 0; i < types.length; i++) {
      Object value = given.getField(i);
      Object number = value == null ? null : cast(value, types[i]);
      if (number != value) {
        cast = cast == null ? copy(given) : cast;
        cast.setField(i, number);
      }
    }
    return cast == null ? given : cast;
  }

  private static GenericRowData copy(GenericRowData row) {
    GenericRowData copy = new GenericRowData(row.getRowKind(), row.getArity());
    for (int i = 0; i < row.getArity(); i++) {
      copy.setField(i, row.getField(i));
    }
    return copy;
  }

  /** {@code value} itself if it is of the type, or no number. */
  private static Object cast(Object value, LogicalTypeRoot type) {
    return switch (type) {
      case DOUBLE ->
          value instanceof Double || !isNumber(value) ? value : number(value).doubleValue();
      case FLOAT -> value instanceof Float || !isNumber(value) ? value : number(value).floatValue();
      case BIGINT -> value instanceof Long || !isNumber(value) ? value : number(value).longValue();
      case INTEGER ->
          value instanceof Integer || !isNumber(value) ? value : number(value).intValue();
      case SMALLINT ->
          value instanceof Short || !isNumber(value) ? value : number(value).shortValue();
      case DECIMAL -> value instanceof Number ? decimal(value) : value;
      default -> value;
    };
  }

  private static boolean isNumber(Object value) {
    return value instanceof Number || value instanceof DecimalData;
  }

  private static Number number(Object value) {
    return value instanceof DecimalData decimal ? decimal.toBigDecimal() : (Number) value;
  }

  private static DecimalData decimal(Object value) {
    if (!Double.isFinite(((Number) value).doubleValue())) {
      throw new Refusal(Reason.NOT_FINITE, "a number must be finite: number=" + value);
    }
    BigDecimal exact = new BigDecimal(value.toString());
    return DecimalData.fromBigDecimal(exact, exact.precision(), exact.scale());
  }
}
