// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.example.Refusal;
import io.flinksgd.feature.Field;
import io.flinksgd.feature.Fields;
import io.flinksgd.table.FeatureColumns.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.MultisetType;
import org.apache.flink.table.types.logical.RowType;

/** Passes the value in one column of a row to the fields of an example. */
@FunctionalInterface
interface Cell {
  void tell(RowData row) throws Refusal;

  /** The cell of {@code column}, whose type has been checked. */
  static Cell of(Column column, Fields to) {
    int at = column.index();
    LogicalType type = column.type();
    if (type instanceof RowType nested) {
      return ofRow(column, nested, to);
    }
    Field field = to.field(column.name());
    if (field.ignored()) {
      return row -> {};
    }
    Cell present = present(type, at, field, to);
    boolean several =
        type instanceof ArrayType || type instanceof MapType || type instanceof MultisetType;
    return row -> {
      if (!row.isNullAt(at)) {
        present.tell(row);
      } else if (!several) {
        to.absent(field);
      }
    };
  }

  private static Cell ofRow(Column column, RowType type, Fields to) {
    int at = column.index();
    int arity = type.getFieldCount();
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < arity; i++) {
      String name = column.name() + "." + type.getFieldNames().get(i);
      cells.add(of(new Column(name, type.getTypeAt(i), i), to));
    }
    RowData absent = new GenericRowData(arity);
    return row -> {
      RowData nested = row.isNullAt(at) ? absent : row.getRow(at, arity);
      for (Cell cell : cells) {
        cell.tell(nested);
      }
    };
  }

  private static Cell present(LogicalType type, int at, Field field, Fields to) {
    if (type instanceof ArrayType array) {
      Scalar element = Scalar.of(array.getElementType());
      return row -> elements(row.getArray(at), element, field, to);
    }
    if (type instanceof MultisetType bag) {
      Scalar element = Scalar.of(bag.getElementType());
      return row -> bag(row.getMap(at), element, field, to);
    }
    if (type instanceof MapType map) {
      Scalar value = Scalar.of(map.getValueType());
      return row -> entries(row.getMap(at), value, field, to);
    }
    Scalar scalar = Scalar.of(type);
    return row -> scalar.inRow().tell(row, at, field, to);
  }

  private static void elements(ArrayData array, Scalar scalar, Field field, Fields to)
      throws Refusal {
    Field element = to.beginArray(field);
    for (int j = 0; j < array.size(); j++) {
      if (array.isNullAt(j)) {
        to.absent(element);
      } else {
        scalar.inArray().tell(array, j, element, to);
      }
    }
    to.endArray(element);
  }

  private static void bag(MapData bag, Scalar scalar, Field field, Fields to) throws Refusal {
    ArrayData keys = bag.keyArray();
    ArrayData counts = bag.valueArray();
    Field element = to.beginArray(field);
    for (int j = 0; j < bag.size(); j++) {
      if (!keys.isNullAt(j)) {
        scalar.inArray().tell(keys, j, element, to);
        to.times(element, counts.getInt(j));
      }
    }
    to.endArray(element);
  }

  /** In the order of the keys: maps of SQL have no order, and sums of floats depend on it. */
  private static void entries(MapData map, Scalar scalar, Field field, Fields to) throws Refusal {
    ArrayData keys = map.keyArray();
    ArrayData values = map.valueArray();
    Map<String, Integer> sorted = new TreeMap<>();
    for (int j = 0; j < map.size(); j++) {
      if (!keys.isNullAt(j) && !values.isNullAt(j)) {
        sorted.put(keys.getString(j).toString(), j);
      }
    }
    to.beginObject(field);
    for (Map.Entry<String, Integer> entry : sorted.entrySet()) {
      scalar.inArray().tell(values, entry.getValue(), to.member(field, entry.getKey()), to);
    }
  }
}
