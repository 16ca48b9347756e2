// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.testing.Case;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is said of a row that was rejected. */
@Tag("case")
class RowTextTest {
  private static final RowType TYPE =
      (RowType)
          DataTypes.ROW(
                  DataTypes.FIELD("label", DataTypes.INT()),
                  DataTypes.FIELD("texts", DataTypes.ARRAY(DataTypes.STRING())),
                  DataTypes.FIELD("numbers", DataTypes.ARRAY(DataTypes.DOUBLE())),
                  DataTypes.FIELD("map", DataTypes.MAP(DataTypes.STRING(), DataTypes.FLOAT())),
                  DataTypes.FIELD("bag", DataTypes.MULTISET(DataTypes.STRING())),
                  DataTypes.FIELD("row", DataTypes.ROW(DataTypes.FIELD("age", DataTypes.BIGINT()))))
              .getLogicalType();

  @Test
  void partsOfColumnsAreShown() {
    StringData text = StringData.fromString("x\"y");
    Map<Object, Object> numbers = new HashMap<>();
    numbers.put(text, Float.NaN);
    RowData row =
        GenericRowData.of(
            null,
            new GenericArrayData(new Object[] {text, null}),
            new GenericArrayData(new double[] {1.5, Double.POSITIVE_INFINITY}),
            new GenericMapData(numbers),
            new GenericMapData(Map.of(text, 2)),
            GenericRowData.of(31L));
    Case.equal(
        "records",
        "a rejected row of SQL with arrays, a map, a multiset and a ROW: raw",
        "{\"label\":null,\"texts\":[\"x\\\"y\",null],\"numbers\":[1.5,\"Infinity\"],"
            + "\"map\":{\"x\\\"y\":\"NaN\"},\"bag\":{\"x\\\"y\":2},\"row\":{\"age\":31}}",
        new String(new RowText(TYPE).of(row), StandardCharsets.UTF_8));
  }
}
