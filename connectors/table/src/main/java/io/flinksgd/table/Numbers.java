package io.flinksgd.table;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * Reads the numbers of one type of SQL from rows and arrays, where they are not NULL.
 *
 * @param inRow from a row
 * @param inArray from an array
 */
record Numbers(InRow inRow, InArray inArray) {
  /** Reads a field. */
  @FunctionalInterface
  interface InRow {
    double at(RowData row, int position);
  }

  /** Reads an element. */
  @FunctionalInterface
  interface InArray {
    double at(ArrayData array, int position);
  }

  double at(RowData row, int position) {
    return inRow.at(row, position);
  }

  double at(ArrayData array, int position) {
    return inArray.at(array, position);
  }

  /** The reader of {@code type}. */
  static Numbers of(LogicalType type) {
    return switch (type.getTypeRoot()) {
      case TINYINT -> new Numbers(RowData::getByte, ArrayData::getByte);
      case SMALLINT -> new Numbers(RowData::getShort, ArrayData::getShort);
      case INTEGER -> new Numbers(RowData::getInt, ArrayData::getInt);
      case BIGINT -> new Numbers(RowData::getLong, ArrayData::getLong);
      case FLOAT -> new Numbers(RowData::getFloat, ArrayData::getFloat);
      case DOUBLE -> new Numbers(RowData::getDouble, ArrayData::getDouble);
      case DECIMAL -> decimals((DecimalType) type);
      default -> throw new IllegalArgumentException("type must be a number: type=" + type);
    };
  }

  private static Numbers decimals(DecimalType type) {
    int precision = type.getPrecision();
    int scale = type.getScale();
    return new Numbers(
        (row, at) -> row.getDecimal(at, precision, scale).toBigDecimal().doubleValue(),
        (array, at) -> array.getDecimal(at, precision, scale).toBigDecimal().doubleValue());
  }
}
