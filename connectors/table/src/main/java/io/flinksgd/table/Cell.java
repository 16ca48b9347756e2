package io.flinksgd.table;

import io.flinksgd.model.Refusal;
import io.flinksgd.model.Rejected.Reason;
import io.flinksgd.table.FeatureColumns.Column;
import io.flinksgd.table.RowFeatures.Slot;
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
import org.apache.flink.table.types.logical.RowType;

/** Reads one column of a row into its slot. */
@FunctionalInterface
interface Cell {
  void read(RowData row) throws Refusal;

  /** The cell of {@code column}, whose type has been checked. */
  static Cell of(Column column, RowFeatures.Collector collector) {
    int at = column.index();
    LogicalType type = column.type();
    if (type instanceof RowType nested) {
      return ofRow(column, nested, collector);
    }
    Slot slot = collector.slot(column.name());
    Cell present = present(column, type, slot);
    boolean scalar = !(type instanceof ArrayType) && !(type instanceof MapType);
    return row -> {
      if (!row.isNullAt(at)) {
        present.read(row);
      } else if (scalar) {
        slot.absent();
      }
    };
  }

  private static Cell ofRow(Column column, RowType type, RowFeatures.Collector collector) {
    int at = column.index();
    int arity = type.getFieldCount();
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < arity; i++) {
      String name = column.name() + "." + type.getFieldNames().get(i);
      cells.add(of(new Column(name, type.getTypeAt(i), i), collector));
    }
    RowData absent = new GenericRowData(arity);
    return row -> {
      RowData nested = row.isNullAt(at) ? absent : row.getRow(at, arity);
      for (Cell cell : cells) {
        cell.read(nested);
      }
    };
  }

  private static Cell present(Column column, LogicalType type, Slot slot) {
    int at = column.index();
    if (ColumnTypes.isCharacters(type)) {
      return row -> slot.text(row.getString(at).toBytes());
    }
    if (ColumnTypes.isBoolean(type)) {
      return row -> slot.truth(row.getBoolean(at));
    }
    if (type instanceof ArrayType array) {
      Numbers numbers = Numbers.of(array.getElementType());
      return row -> elements(column.name(), row.getArray(at), numbers, slot);
    }
    if (type instanceof MapType map) {
      Numbers numbers = Numbers.of(map.getValueType());
      return row -> entries(column.name(), row.getMap(at), numbers, slot);
    }
    Numbers numbers = Numbers.of(type);
    return row -> slot.number(finite(column.name(), numbers.at(row, at)));
  }

  private static void elements(String name, ArrayData array, Numbers numbers, Slot slot)
      throws Refusal {
    for (int j = 0; j < array.size(); j++) {
      if (!array.isNullAt(j)) {
        slot.element(j, (float) finite(name, numbers.at(array, j)));
      }
    }
    slot.end(array.size());
  }

  /** In the order of the keys: maps of SQL have none, and sums of floats depend on theirs. */
  private static void entries(String name, MapData map, Numbers numbers, Slot slot) throws Refusal {
    ArrayData keys = map.keyArray();
    ArrayData values = map.valueArray();
    Map<String, Float> sorted = new TreeMap<>();
    for (int j = 0; j < map.size(); j++) {
      if (!keys.isNullAt(j) && !values.isNullAt(j)) {
        sorted.put(keys.getString(j).toString(), (float) finite(name, numbers.at(values, j)));
      }
    }
    for (Map.Entry<String, Float> entry : sorted.entrySet()) {
      slot.entry(entry.getKey(), entry.getValue());
    }
  }

  /** Checked as the float it becomes, passed as the double whose text names a category. */
  private static double finite(String name, double value) throws Refusal {
    if (!Float.isFinite((float) value)) {
      throw new Refusal(Reason.NOT_FINITE, name + " must be a finite float: " + name + "=" + value);
    }
    return value;
  }
}
