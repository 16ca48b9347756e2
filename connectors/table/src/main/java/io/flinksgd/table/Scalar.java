// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.example.Refusal;
import io.flinksgd.feature.Field;
import io.flinksgd.feature.Fields;
import io.flinksgd.feature.MapFields;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * Passes on single values of one type of SQL, from rows and arrays, where they are not NULL.
 *
 * @param inRow from a row
 * @param inArray from an array
 */
record Scalar(InRow inRow, InArray inArray) {
  /** Passes on a field of a row. */
  @FunctionalInterface
  interface InRow {
    void tell(RowData row, int at, Field field, Fields to) throws Refusal;
  }

  /** Passes on an element of an array. */
  @FunctionalInterface
  interface InArray {
    void tell(ArrayData array, int at, Field field, Fields to) throws Refusal;
  }

  /** The values of {@code type}. */
  static Scalar of(LogicalType type) {
    return switch (type.getTypeRoot()) {
      case CHAR, VARCHAR ->
          new Scalar(
              (row, at, field, to) -> text(row.getString(at), field, to),
              (array, at, field, to) -> text(array.getString(at), field, to));
      case BOOLEAN ->
          new Scalar(
              (row, at, field, to) -> to.truth(field, row.getBoolean(at)),
              (array, at, field, to) -> to.truth(field, array.getBoolean(at)));
      case TINYINT ->
          new Scalar(
              (row, at, field, to) -> to.whole(field, row.getByte(at)),
              (array, at, field, to) -> to.whole(field, array.getByte(at)));
      case SMALLINT ->
          new Scalar(
              (row, at, field, to) -> to.whole(field, row.getShort(at)),
              (array, at, field, to) -> to.whole(field, array.getShort(at)));
      case INTEGER ->
          new Scalar(
              (row, at, field, to) -> to.whole(field, row.getInt(at)),
              (array, at, field, to) -> to.whole(field, array.getInt(at)));
      case BIGINT ->
          new Scalar(
              (row, at, field, to) -> to.whole(field, row.getLong(at)),
              (array, at, field, to) -> to.whole(field, array.getLong(at)));
      case FLOAT ->
          new Scalar(
              (row, at, field, to) -> to.number(field, row.getFloat(at)),
              (array, at, field, to) -> to.number(field, array.getFloat(at)));
      case DOUBLE ->
          new Scalar(
              (row, at, field, to) -> to.number(field, row.getDouble(at)),
              (array, at, field, to) -> to.number(field, array.getDouble(at)));
      case DECIMAL -> decimals((DecimalType) type);
      default -> throw new IllegalArgumentException("type must be a scalar: type=" + type);
    };
  }

  private static Scalar decimals(DecimalType type) {
    int precision = type.getPrecision();
    int scale = type.getScale();
    return new Scalar(
        (row, at, field, to) -> decimal(row.getDecimal(at, precision, scale), field, to),
        (array, at, field, to) -> decimal(array.getDecimal(at, precision, scale), field, to));
  }

  private static void decimal(DecimalData value, Field field, Fields to) throws Refusal {
    MapFields.decimal(field, value.toBigDecimal(), to);
  }

  private static void text(StringData text, Field field, Fields to) throws Refusal {
    byte[] utf8 = text.toBytes();
    to.text(field, utf8, 0, utf8.length);
  }
}
