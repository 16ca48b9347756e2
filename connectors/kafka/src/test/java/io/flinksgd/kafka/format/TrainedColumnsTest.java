// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.reader.MadeUpTraining;
import io.flinksgd.reader.PublishedModel;
import io.flinksgd.testing.Case;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Models without names of their own, trained on columns and asked by name. */
final class TrainedColumnsTest {
  private static final String DENSE = "linear-regression:dense=3";

  private static PublishedModel published(String model, Map<String, String> more) {
    Map<String, String> spec = new HashMap<>(more);
    spec.put("model", model);
    return MadeUpTraining.published(spec, 1f);
  }

  private static PublishedModel ofCsv() {
    ExampleFields fields = ExampleFields.standard().withDense("").withSparse("");
    Map<String, String> spec = new HashMap<>(fields.described());
    spec.put("coordinates", "a, b, c");
    return published(DENSE, spec);
  }

  private static String features(PublishedModel model, Map<String, ?> raw) {
    try {
      Features features = model.features(raw);
      return Reading.byCoordinate(features).toString();
    } catch (Refusal refusal) {
      return refusal.getMessage();
    }
  }

  @Test
  @Tag("case")
  void columnsAreGivenByName() {
    Case.equal(
        "scoring",
        "{c: 3, a: 1, b: null, label: 1} of a dense model trained on csv label,a,b,c",
        "{0=1.0, 1=0.0, 2=3.0}",
        features(ofCsv(), values("c", 3, "a", 1, "b", null, "label", 1)));
    Case.equal(
        "scoring",
        "{c: 3, a: 1, B: 2}",
        "b must be there, if only as null: b=nothing",
        features(ofCsv(), values("c", 3, "a", 1, "B", 2)));
    assertThat(features(ofCsv(), values("a", 1, "b", List.of(2), "c", 3)))
        .isEqualTo("b must be a number: b=[...]");
    assertThat(features(ofCsv(), values("a", 1, "b", "2", "c", 3)))
        .isEqualTo("b must be a number: b=\"2\"");

    PublishedModel table = published(DENSE, Map.of("columns", "x ARRAY<FLOAT>, late BOOLEAN"));
    Case.equal(
        "scoring",
        "{late: true, x: [1, null]} of a table x ARRAY<FLOAT>, late BOOLEAN",
        "{0=1.0, 1=0.0, 2=1.0}",
        features(table, values("late", true, "x", Arrays.asList(1, null))));
    Case.equal(
        "scoring",
        "{late: true, x: null}",
        "features must have length 3: length=1",
        features(table, values("late", true, "x", null)));
    assertThat(features(table, values("late", true, "x", 1)))
        .isEqualTo("x must be an array of numbers: x=1.0");
  }

  @Test
  @Tag("case")
  void coordinatesAreGivenByNameOrInAnObject() {
    PublishedModel csv =
        published(
            "linear-regression:sparse=9",
            ExampleFields.standard().withDense("").withSparse("").described());
    String right = "{3=0.5, 7=2.0}";
    Case.equal(
        "scoring",
        "{3: 0.5, 7: 2, label: 1} of a sparse model trained on csv label,3,7",
        right,
        features(csv, values("3", 0.5, "7", 2, "label", 1)));
    assertThat(features(csv, values("any", Map.of("3", 0.5, "7", 2)))).isEqualTo(right);
    assertThat(features(csv, values("price", 1)))
        .isEqualTo("coordinate must be a whole number: coordinate=price");
    PublishedModel table =
        published("linear-regression:sparse=9", Map.of("columns", "m MAP<STRING, FLOAT>"));
    assertThat(features(table, values("m", Map.of("3", 0.5, "7", 2), "other", "x")))
        .isEqualTo(right);
  }

  @Test
  void whatHasPartsIsNotAskedByName() {
    PublishedModel rows = published(DENSE, Map.of("columns", "r ROW<a FLOAT, b FLOAT>, c FLOAT"));
    assertThatThrownBy(() -> rows.features(Map.of("c", 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("columns=r ROW<a FLOAT, b FLOAT>, c FLOAT");
    PublishedModel unknown =
        published(DENSE, ExampleFields.standard().withDense("").withSparse("").described());
    assertThatThrownBy(() -> unknown.features(Map.of("c", 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  private static Map<String, Object> values(Object... pairs) {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  /** Rows of CSV with dirt, and the maps that say the same. */
  @Test
  @Tag("case")
  void rowsWithDirtAreScoredIfAndOnlyIfTheyAreTrainedOnAndAlike() {
    PublishedModel model = ofCsv();
    Reading csv =
        Reading.of(ExampleFormat.Csv.of("label", "a", "b", "c"), new FeatureMapping.Dense(3));
    List<Object> cells =
        Arrays.asList(null, 1, -2.5, 1e30, 1e39, "x", "NaN", Double.NaN, 0.0, 123456789012345L);
    int accepted = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      List<String> names = new ArrayList<>(List.of("a", "b", "c"));
      Map<String, Object> raw = new HashMap<>();
      StringBuilder line = new StringBuilder("1");
      for (String name : names) {
        Object cell = cells.get(random.nextInt(3) > 0 ? random.nextInt(4) : random.nextInt(10));
        raw.put(name, cell);
        line.append(',').append(cell == null ? "" : cell);
      }
      Collections.shuffle(names, random);
      Map<String, Object> shuffled = new java.util.LinkedHashMap<>();
      names.forEach(name -> shuffled.put(name, raw.get(name)));
      Optional<Features> trained = trained(csv, line.toString());
      assertThat(scored(model, shuffled))
          .as(line.toString())
          .isEqualTo(trained.map(Reading::byCoordinate));
      accepted += trained.isPresent() ? 1 : 0;
    }
    Case.holds(
        "scoring",
        "20000 random rows of csv with dirt, as maps: scored as trained",
        "some accepted, some not",
        accepted,
        accepted > 4_000 && accepted < 16_000);
  }

  private static Optional<Features> trained(Reading csv, String line) {
    try {
      Example example = csv.read(line);
      return Optional.of(example.features());
    } catch (Refusal refusal) {
      return Optional.empty();
    }
  }

  private static Optional<Map<Integer, Float>> scored(PublishedModel model, Map<String, ?> raw) {
    try {
      return Optional.of(Reading.byCoordinate(model.features(raw)));
    } catch (Refusal refusal) {
      return Optional.empty();
    }
  }
}
