// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.feature.FieldKinds;
import io.flinksgd.feature.MixedFields;
import io.flinksgd.feature.TrainedKinds;
import io.flinksgd.model.Models;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.DataTypes.Field;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;

class RowFeaturesTest {
  private static final FeatureHasher HASHER =
      FeatureHasher.parse("hash:bits=18,categorical=n,crosses=ad*n,namespaces=own");
  private static final RowType ALL =
      type(
          DataTypes.FIELD("ad", DataTypes.STRING()),
          DataTypes.FIELD("n", DataTypes.SMALLINT()),
          DataTypes.FIELD("price", DataTypes.DECIMAL(5, 2)),
          DataTypes.FIELD("new", DataTypes.BOOLEAN()),
          DataTypes.FIELD("x", DataTypes.ARRAY(DataTypes.DOUBLE())),
          DataTypes.FIELD("y", DataTypes.ARRAY(DataTypes.FLOAT())),
          DataTypes.FIELD("words", DataTypes.MAP(DataTypes.STRING(), DataTypes.FLOAT())),
          DataTypes.FIELD(
              "who",
              DataTypes.ROW(
                  DataTypes.FIELD("age", DataTypes.INT()),
                  DataTypes.FIELD("city", DataTypes.STRING()))));

  private static RowType type(Field... fields) {
    return (RowType) DataTypes.ROW(fields).getLogicalType();
  }

  private static RowFeatures features(RowType type, String model, FeatureHasher hasher) {
    FeatureColumns columns = FeatureColumns.of(type, Set.of());
    columns.check(Models.parse(model), Optional.ofNullable(hasher));
    MixedFields mixed = new MixedFields(MixedFields.Policy.WARN);
    return RowFeatures.of(
        columns,
        Models.parse(model),
        Optional.ofNullable(hasher),
        new TrainedKinds(FieldKinds.UNKNOWN, mixed));
  }

  private static Features hashed(GenericRowData row) throws Refusal {
    return features(ALL, "logistic-regression:hashed=18", HASHER).of(row);
  }

  private static void assertSame(Features actual, Features expected) {
    Features.Sparse one = (Features.Sparse) actual;
    Features.Sparse other = (Features.Sparse) expected;
    assertThat(one.indices()).containsExactly(other.indices());
    int size = one.size();
    assertThat(Arrays.copyOf(one.values(), size))
        .containsExactly(Arrays.copyOf(other.values(), size));
  }

  @Test
  void rowsAndMapsOfTheSameValuesHaveTheSameFeatures() throws Refusal {
    // a map that does not come in the order of its keys
    Map<StringData, Float> words = new LinkedHashMap<>();
    words.put(StringData.fromString("w"), 1.5f);
    words.put(StringData.fromString("a"), 0.5f);
    GenericRowData row =
        GenericRowData.of(
            StringData.fromString("M\u00fcnchen"),
            (short) 7,
            DecimalData.fromUnscaledLong(1250, 5, 2),
            true,
            new GenericArrayData(new double[] {0.5, 2}),
            new GenericArrayData(new float[] {3}),
            new GenericMapData(words),
            GenericRowData.of(30, StringData.fromString("Wien")));
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("ad", "M\u00fcnchen");
    map.put("n", 7);
    map.put("price", 12.5);
    map.put("new", true);
    map.put("x", new double[] {0.5, 2});
    map.put("y", new float[] {3});
    map.put("words", Map.of("a", 0.5f, "w", 1.5f));
    map.put("who.age", 30);
    map.put("who.city", "Wien");

    assertSame(hashed(row), HASHER.maps("words").hash(map));
    assertThat(hashed(row).size()).isEqualTo(12);
  }

  @Test
  void whatIsNullIsAbsent() throws Refusal {
    assertThat(hashed(new GenericRowData(8)).size()).isZero();
    GenericRowData row = new GenericRowData(8);
    row.setField(4, new GenericArrayData(new Double[] {null, 2.0}));
    row.setField(7, GenericRowData.of(null, StringData.fromString("Wien")));
    Features.Sparse features = (Features.Sparse) hashed(row);
    Features.Sparse whole = (Features.Sparse) HASHER.hash(Map.of("x", new double[] {1, 2}));
    assertThat(features.indices())
        .containsExactly(whole.indices()[1], index(Map.of("who.city", "Wien")));
  }

  private static int index(Map<String, ?> one) {
    return ((Features.Sparse) HASHER.hash(one)).indices()[0];
  }

  @Test
  void numbersThatAreNotFiniteAreRefusedByColumn() {
    GenericRowData row = new GenericRowData(8);
    row.setField(5, new GenericArrayData(new float[] {1, Float.NaN}));
    assertThatThrownBy(() -> hashed(row)).hasMessage("y must be a finite float: y=NaN");
  }

  @Test
  void denseModelsTakeColumnsSideBySide() throws Refusal {
    RowType type =
        type(
            DataTypes.FIELD("a", DataTypes.INT()),
            DataTypes.FIELD("b", DataTypes.BOOLEAN()),
            DataTypes.FIELD("c", DataTypes.ARRAY(DataTypes.FLOAT())));
    RowFeatures features = features(type, "linear-regression:dense=4", null);
    GenericArrayData two = new GenericArrayData(new float[] {5, 6});

    assertThat(((Features.Dense) features.of(GenericRowData.of(3, true, two))).values())
        .containsExactly(3f, 1f, 5f, 6f);
    assertThat(((Features.Dense) features.of(GenericRowData.of(null, true, two))).values())
        .containsExactly(0f, 1f, 5f, 6f);
    assertThatThrownBy(() -> features.of(GenericRowData.of(3, true, null)))
        .hasMessage("features must have length 4: length=2");
  }

  @Test
  void sparseModelsTakeMapsFromCoordinates() throws Refusal {
    RowType type =
        type(DataTypes.FIELD("x", DataTypes.MAP(DataTypes.STRING(), DataTypes.DOUBLE())));
    RowFeatures features = features(type, "linear-regression:sparse=10", null);
    Features.Sparse sparse =
        (Features.Sparse)
            features.of(
                GenericRowData.of(new GenericMapData(Map.of(StringData.fromString("7"), 2.0))));
    assertThat(sparse.indices()).containsExactly(7);
    assertThat(sparse.values()).containsExactly(2f);
    assertThatThrownBy(
            () ->
                features.of(
                    GenericRowData.of(
                        new GenericMapData(Map.of(StringData.fromString("10"), 2.0)))))
        .hasMessage("coordinate must be in [0, 10): coordinate=10");
  }

  @Test
  void aCoordinateInTwoMapsIsOneWithTheSum() throws Refusal {
    DataType map = DataTypes.MAP(DataTypes.STRING(), DataTypes.DOUBLE());
    RowType type = type(DataTypes.FIELD("x", map), DataTypes.FIELD("y", map));
    RowFeatures features = features(type, "linear-regression:sparse=10", null);
    GenericMapData seven = new GenericMapData(Map.of(StringData.fromString("7"), 1.0));
    Features.Sparse sparse = (Features.Sparse) features.of(GenericRowData.of(seven, seven));
    assertThat(sparse.indices()).containsExactly(7);
    assertThat(sparse.values()).containsExactly(2f);
  }

  @Test
  void columnsAreFoundInTheOrderOfTheModel() {
    FeatureColumns columns = FeatureColumns.of(ALL, Set.of("words"));
    String text = columns.text();
    assertThat(text)
        .isEqualTo(
            "ad STRING, n BIGINT, price DOUBLE, new BOOLEAN, x ARRAY<DOUBLE>, y ARRAY<FLOAT>,"
                + " who ROW<age BIGINT, city STRING>");
    RowType other =
        type(DataTypes.FIELD("b", DataTypes.FLOAT()), DataTypes.FIELD("a", DataTypes.BIGINT()));
    FeatureColumns input = FeatureColumns.of(other, Set.of());
    assertThat(input.inOrderOf("a BIGINT, b FLOAT").orElseThrow().columns())
        .extracting(FeatureColumns.Column::index)
        .containsExactly(1, 0);
    assertThat(input.inOrderOf("a BIGINT, b DOUBLE")).isEmpty();
    assertThat(input.inOrderOf("a BIGINT")).isEmpty();
    assertThat(input.inOrderOf("a BIGINT, b FLOAT, c FLOAT")).isEmpty();
  }
}
