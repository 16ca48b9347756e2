// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import java.util.List;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.MultisetType;
import org.apache.flink.table.types.logical.RowType;

/** Which types of SQL can be features. */
final class ColumnTypes {
  private ColumnTypes() {}

  /**
   * Checks that features can be made of a column.
   *
   * @throws ValidationException with the column's name and type
   */
  static void check(String name, LogicalType type) {
    if (type instanceof RowType row) {
      for (RowType.RowField field : row.getFields()) {
        check(name + "." + field.getName(), field.getType());
      }
      return;
    }
    boolean accepted =
        isScalar(type)
            || (type instanceof ArrayType array && isScalar(array.getElementType()))
            || (type instanceof MultisetType bag && isCharacters(bag.getElementType()))
            || (type instanceof MapType map
                && isCharacters(map.getKeyType())
                && isNumber(map.getValueType()));
    if (!accepted) {
      throw new ValidationException(
          "column '%s' must be numeric, BOOLEAN, STRING, an ARRAY of these, a MULTISET of STRING, a MAP from STRING to numbers or a ROW of these to be a feature: %s=%s"
              .formatted(name, name, type.asSummaryString()));
    }
  }

  static boolean isNumber(LogicalType type) {
    return type.is(LogicalTypeFamily.NUMERIC);
  }

  private static boolean isScalar(LogicalType type) {
    return isNumber(type) || isText(type);
  }

  /** Whether its values are categories. */
  static boolean isText(LogicalType type) {
    return isCharacters(type) || isBoolean(type);
  }

  /** Whether its values are categories, of which there may be several. */
  static boolean areTexts(LogicalType type) {
    return isText(type)
        || type instanceof MultisetType
        || (type instanceof ArrayType array && isText(array.getElementType()));
  }

  /** Whether it is a number, or an array of numbers. */
  static boolean areNumbers(LogicalType type) {
    return isNumber(type) || (type instanceof ArrayType array && isNumber(array.getElementType()));
  }

  static boolean isBoolean(LogicalType type) {
    return type.is(LogicalTypeRoot.BOOLEAN);
  }

  static boolean isCharacters(LogicalType type) {
    return type.is(LogicalTypeFamily.CHARACTER_STRING);
  }

  /**
   * The kind of a type as text: what decides which features are made of a value. Whether it may be
   * NULL and how long it is do not.
   */
  static String text(LogicalType type) {
    if (isCharacters(type)) {
      return "STRING";
    }
    if (isBoolean(type)) {
      return "BOOLEAN";
    }
    if (type instanceof ArrayType array) {
      return "ARRAY<" + text(array.getElementType()) + ">";
    }
    if (type instanceof MultisetType) {
      return "MULTISET<STRING>";
    }
    if (type instanceof MapType map) {
      return "MAP<STRING, " + text(map.getValueType()) + ">";
    }
    if (type instanceof RowType row) {
      List<String> fields =
          row.getFields().stream().map(f -> f.getName() + " " + text(f.getType())).toList();
      return "ROW<" + String.join(", ", fields) + ">";
    }
    return switch (type.getTypeRoot()) {
      case TINYINT, SMALLINT, INTEGER, BIGINT -> "BIGINT";
      case FLOAT -> "FLOAT";
      default -> "DOUBLE";
    };
  }
}
