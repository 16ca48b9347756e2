// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Features;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.reader.PublishedModel;
import io.flinksgd.reader.Score;
import io.flinksgd.testing.Case;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Networks in SQL: every class's probability, of rows that they would be trained on. */
class ClassesTest {
  private static final TableEnvironment SQL = Sql.session(Map.of("restart-strategy.type", "none"));

  private static PublishedModel published;

  @BeforeAll
  static void train() throws Exception {
    create(
        "TABLE iris (label INT, x ARRAY<FLOAT>)",
        "'connector' = 'flink-sgd', 'model' = 'softmax:input=2,classes=3', 'optimizer' = 'sgd:rate=0.5',"
            + " 'model.topic' = 'classes-model', 'predictions.topic' = 'classes-predictions',"
            + " 'rejected.topic' = 'classes-rejected'");
    SQL.executeSql(
            "INSERT INTO iris SELECT label, CAST(x AS ARRAY<FLOAT>) FROM (VALUES (0, ARRAY[1, 0]),"
                + " (1, ARRAY[0, 1]), (2, ARRAY[-1, -1]), (1, ARRAY[0])) AS t (label, x)")
        .await();
    try (ModelReader reader = ModelReader.follow(Sql.client(), "classes-model")) {
      published = reader.awaitVersion(1, Duration.ofSeconds(60));
      while (published.manifest().learned().examples() < 3) {
        published = reader.awaitVersion(published.version() + 1, Duration.ofSeconds(60));
      }
    }
    SQL.executeSql(
        "CREATE TEMPORARY VIEW requests AS SELECT id, CAST(x AS ARRAY<FLOAT>) AS x FROM (VALUES"
            + " (1, ARRAY[2, 1]), (2, ARRAY[2]), (3, CAST(NULL AS ARRAY<INT>)), (4, ARRAY[-1, 2]))"
            + " AS t (id, x)");
  }

  private static void create(String what, String options) {
    SQL.executeSql(
        "CREATE TEMPORARY %s WITH (%s, 'properties.bootstrap.servers' = '%s')"
            .formatted(what, options, Sql.kafka()));
  }

  private static List<Row> predict(String model, String output) throws Exception {
    create(
        "MODEL " + model + " INPUT (x ARRAY<FLOAT>) OUTPUT (" + output + ")",
        "'provider' = 'flink-sgd', 'model.topic' = 'classes-model'");
    return Sql.rows(
        SQL, "SELECT * FROM ML_PREDICT(TABLE requests, MODEL %s, DESCRIPTOR(x)) ".formatted(model));
  }

  private static Row row(List<Row> rows, int id) {
    return rows.stream().filter(row -> row.getField(0).equals(id)).findFirst().orElseThrow();
  }

  @Test
  @Tag("case")
  void everyClassHasAProbability() throws Exception {
    List<Row> rows =
        predict(
            "all_of_them",
            "score DOUBLE, `class` INT, probabilities ARRAY<DOUBLE>, p2 FLOAT, version BIGINT");

    Score predicted = published.predict(new Features.Dense(new float[] {-1, 2}));
    double[] expected = predicted.probabilities();
    int likely = predicted.predictedClass().orElseThrow();
    Double[] boxed = Arrays.stream(expected).boxed().toArray(Double[]::new);
    Row last = row(rows, 4);
    Case.equal(
        "scoring",
        "ML_PREDICT of softmax, probabilities ARRAY<DOUBLE>: as ModelReader",
        Arrays.toString(boxed),
        Arrays.toString((Double[]) last.getField("probabilities")));
    Case.equal("scoring", "ML_PREDICT of softmax, class INT", likely, last.getField("class"));
    assertThat(last.getField("score")).isEqualTo((double) likely);
    assertThat(expected[likely]).isEqualTo(Arrays.stream(expected).max().orElseThrow());
    assertThat(last.getField("p2")).isEqualTo((float) expected[2]);
    for (int bad : new int[] {2, 3}) {
      Case.equal(
          "scoring",
          bad == 2 ? "ML_PREDICT of softmax, an array of 1 of 2" : "ML_PREDICT, a NULL array",
          "[null, null, null, null]",
          Arrays.asList(
                  row(rows, bad).getField("score"),
                  row(rows, bad).getField("class"),
                  row(rows, bad).getField("probabilities"),
                  row(rows, bad).getField("p2"))
              .toString());
      assertThat(row(rows, bad).getField("version")).isEqualTo(published.version());
    }
  }

  @Test
  void aColumnForEachClassWillDo() throws Exception {
    List<Row> rows = predict("side_by_side", "p0 DOUBLE, p1 DOUBLE, p2 DOUBLE, `class` BIGINT");
    Features features = new Features.Dense(new float[] {2, 1});
    double[] expected = published.probabilities(features);
    Row first = row(rows, 1);
    for (int c = 0; c < 3; c++) {
      assertThat(first.getField("p" + c)).isEqualTo(expected[c]);
    }
    assertThat(first.getField("class")).isEqualTo((long) published.score(features));
  }

  @Test
  void aClassThatTheModelHasNotIsRefused() {
    assertThatThrownBy(() -> predict("too_many", "p3 DOUBLE"))
        .hasStackTraceContaining(
            "OUTPUT column 'p3' must be of one of the model's 3 classes: model=softmax:input=2,classes=3");
  }

  @Test
  void predictionsInTrainingHaveThemToo() {
    assertThat(Sql.read("classes-predictions"))
        .hasSize(3)
        .allSatisfy(json -> assertThat(json).contains("\"class\":", "\"probabilities\":["));
    assertThat(Sql.read("classes-rejected"))
        .singleElement()
        .asString()
        .contains("WRONG_DIMENSION", "length=1");
  }
}
