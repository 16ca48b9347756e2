// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.reader.ModelReader;
import io.flinksgd.reader.PublishedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A table with columns of every kind is trained on once; each test looks at something else of it.
 */
class TrainingTableTest {
  private static final int ROWS = 2000;
  private static final String FEATURES =
      "ad STRING, `hour` INT, price DOUBLE, fresh BOOLEAN, words MAP<STRING, FLOAT>, sums MAP<STRING, DOUBLE>,"
          + " vec ARRAY<FLOAT>, means ARRAY<DOUBLE>, who ROW<age SMALLINT, city STRING>";
  private static final List<String> NAMES =
      List.of("ad", "hour", "price", "fresh", "words", "sums", "vec", "means", "who");

  /** When the first row was seen, in milliseconds. */
  private static final long SEEN = 1_767_225_600_000L;

  private static final TableEnvironment SQL = Sql.session();

  @BeforeAll
  static void trainOnce() throws Exception {
    Sql.topic("kinds", 2);
    List<String> clicks =
        new ArrayList<>(IntStream.range(0, ROWS).mapToObj(i -> click(i)).toList());
    clicks.add("{\"id\":-1,\"ad\":\"a1\"}");
    Sql.write("kinds", 2, clicks);
    create(
        "TABLE clicks (id BIGINT, clicked BOOLEAN, stars FLOAT, seen BIGINT, " + FEATURES + ")",
        "'connector' = 'kafka', 'topic' = 'kinds', 'scan.startup.mode' = 'earliest-offset',"
            + " 'scan.bounded.mode' = 'latest-offset', 'format' = 'json'");
    create(
        "TABLE clicks_model (clicked BOOLEAN, id BIGINT, weight FLOAT, seen TIMESTAMP_LTZ(3), "
            + FEATURES
            + ")",
        "'connector' = 'flink-sgd', 'label.column' = 'clicked', 'key.column' = 'id', 'time.column' = 'seen', 'weight.column' = 'weight',"
            + " 'optimizer' = 'ftrl', 'optimizer.alpha' = '0.4', 'consistency' = 'bounded-delay:4', 'batch' = '64',"
            + " 'features' = 'hash:bits=18', 'features.crosses' = 'ad*hour', 'features.categorical' = 'hour',"
            + " 'model.topic' = 'kinds-model', 'predictions.topic' = 'kinds-predictions',"
            + " 'metrics.topic' = 'kinds-metrics', 'rejected.topic' = 'kinds-rejected'");
    SQL.executeSql(
            "INSERT INTO clicks_model SELECT clicked, id, stars, TO_TIMESTAMP_LTZ(seen, 3), "
                + String.join(", ", quoted())
                + " FROM clicks")
        .await();
    // in another order than the table's
    create(
        "MODEL clicks INPUT (who ROW<age SMALLINT, city STRING>, sums MAP<STRING, DOUBLE>, words MAP<STRING, FLOAT>,"
            + " ad STRING, `hour` INT, vec ARRAY<FLOAT>, means ARRAY<DOUBLE>, fresh BOOLEAN, price DOUBLE)"
            + " OUTPUT (score DOUBLE, version BIGINT)",
        "'provider' = 'flink-sgd', 'model.topic' = 'kinds-model'");
  }

  /** Every tenth has its label only, and every seventh a NULL in a collection. */
  private static String click(int i) {
    String label = "{\"id\":%d,\"clicked\":%s".formatted(i, i % 3 == 0);
    if (i % 10 == 9) {
      return label + "}";
    }
    String hole = i % 7 == 0 ? "null" : "0.5";
    return label
        + ",\"stars\":%d,\"seen\":%d".formatted(1 + i % 3, SEEN + i)
        + ",\"ad\":\"a%d\",\"hour\":%d,\"price\":%s,\"fresh\":%s"
            .formatted(i % 3, i % 24, i % 7 * 0.1, i % 2 == 0)
        + ",\"words\":{\"w%d\":1.5,\"x\":%s},\"sums\":{\"s%d\":0.1}".formatted(i % 5, hole, i % 4)
        + ",\"vec\":[%s,%d],\"means\":[0.3,%s]".formatted(hole, i % 2, hole)
        + ",\"who\":{\"age\":%d,\"city\":\"c%d\"}}".formatted(i % 90, i % 11);
  }

  private static void create(String what, String options) {
    SQL.executeSql(
        "CREATE %s WITH (%s, 'properties.bootstrap.servers' = '%s')"
            .formatted(what, options, Sql.kafka()));
  }

  private static List<String> quoted() {
    return NAMES.stream().map(name -> "`" + name + "`").toList();
  }

  private static List<Row> predictions(boolean async) throws Exception {
    return Sql.rows(
        SQL,
        "SELECT id, %s, score, version FROM ML_PREDICT(TABLE clicks, MODEL clicks, DESCRIPTOR(who, sums, words, ad, `hour`, vec, means, fresh, price), MAP['async', '%s'])"
            .formatted(String.join(", ", quoted()), async));
  }

  @Test
  void eachRowIsPredictedOnce() {
    assertThat(Sql.read("kinds-predictions"))
        .map(json -> json.replaceAll(".*\"key\":\"(\\d+)\".*", "$1"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, ROWS).mapToObj(String::valueOf).toList());
  }

  @Test
  void aRowWithoutLabelIsRejectedWithTheReason() {
    assertThat(Sql.read("kinds-rejected"))
        .singleElement()
        .asString()
        .contains("MISSING_LABEL", "clicked=NULL");
  }

  @Test
  void progressIsWritten() {
    assertThat(Sql.read("kinds-metrics")).last().asString().contains("\"examples\":" + ROWS);
  }

  @Test
  void weightAndTimeAreThoseOfTheRow() {
    assertThat(Sql.read("kinds-predictions"))
        .anySatisfy(
            json ->
                assertThat(json).contains("\"key\":\"5\"", "\"weight\":3.0,\"time\":" + (SEEN + 5)))
        .anySatisfy(
            json -> assertThat(json).contains("\"key\":\"9\"", "\"weight\":1.0,\"time\":null"));
  }

  @Test
  void progressAndVersionsAreTables() throws Exception {
    create(
        "TABLE progress (examples BIGINT, log_loss DOUBLE)",
        "'connector' = 'flink-sgd-metrics', 'metrics.topic' = 'kinds-metrics', 'bounded' = 'true'");
    create(
        "TABLE versions (examples BIGINT, published_at TIMESTAMP_LTZ(3))",
        "'connector' = 'flink-sgd-versions', 'model.topic' = 'kinds-model', 'bounded' = 'true'");
    assertThat(Sql.rows(SQL, "SELECT examples, log_loss BETWEEN 0.0 AND 1.0 FROM progress"))
        .contains(Row.of((long) ROWS, true));
    assertThat(
            Sql.rows(SQL, "SELECT examples, published_at > TO_TIMESTAMP_LTZ(0, 3) FROM versions"))
        .contains(Row.of((long) ROWS, true));
  }

  @Test
  void syncAndAsyncPredictAlike() throws Exception {
    assertThat(predictions(true))
        .hasSize(ROWS + 1)
        .containsExactlyInAnyOrderElementsOf(predictions(false));
  }

  @Test
  void scoresAreTheReadersToTheBit() throws Exception {
    List<Row> rows = predictions(true);
    long version = (long) rows.get(0).getField("version");
    try (ModelReader reader = ModelReader.follow(Sql.client(), "kinds-model")) {
      PublishedModel model = reader.awaitVersion(version, Duration.ofSeconds(30));
      assertThat(rows)
          .allSatisfy(row -> assertThat(row.getField("score")).isEqualTo(model.score(raw(row))));
    }
    assertThat(rows).extracting(row -> row.getField("score")).doesNotContainNull();
  }

  /** A row as a service without Flink has it. */
  private static Map<String, Object> raw(Row row) {
    Map<String, Object> raw = new LinkedHashMap<>();
    for (String name : NAMES) {
      put(raw, name, row.getField(name));
    }
    return raw;
  }

  private static void put(Map<String, Object> raw, String name, Object value) {
    if (value instanceof Row nested) {
      put(raw, name + ".age", nested.getField("age"));
      put(raw, name + ".city", nested.getField("city"));
    } else if (value instanceof Map<?, ?> map) {
      Map<Object, Object> present = new LinkedHashMap<>(map);
      present.values().removeIf(Objects::isNull);
      raw.put(name, present);
    } else if (value instanceof Number[] array) {
      raw.put(
          name, Arrays.stream(array).mapToDouble(x -> x == null ? 0 : x.doubleValue()).toArray());
    } else if (value != null) {
      raw.put(name, value);
    }
  }
}
