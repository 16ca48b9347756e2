// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.testing.Case;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is said when the query is planned, with the name of the column or option. */
class BadInputTest {
  private static final String COLUMNS = "label INT, ad STRING, price DOUBLE";

  private final TableEnvironment sql = session("execution.checkpointing.interval", "10s");

  private static TableEnvironment session(String... settings) {
    Configuration config = new Configuration();
    for (int i = 0; i < settings.length; i += 2) {
      config.setString(settings[i], settings[i + 1]);
    }
    return TableEnvironment.create(
        EnvironmentSettings.newInstance().inStreamingMode().withConfiguration(config).build());
  }

  private String training(String columns, String... options) {
    return training(sql, columns, options);
  }

  /** What planning to insert into a table with these columns says. */
  private static String training(TableEnvironment sql, String columns, String... options) {
    Map<String, String> with = new LinkedHashMap<>();
    with.put("connector", "flink-sgd");
    with.put("model.topic", "m");
    with.put("properties.bootstrap.servers", "localhost:1");
    for (int i = 0; i < options.length; i += 2) {
      with.put(options[i], options[i + 1]);
    }
    with.values().removeIf(String::isEmpty);
    return refusal(
        sql,
        "DROP TEMPORARY TABLE IF EXISTS feed",
        "DROP TEMPORARY TABLE IF EXISTS model",
        "CREATE TEMPORARY TABLE feed (" + columns + ") WITH ('connector' = 'datagen')",
        "CREATE TEMPORARY TABLE model (" + columns + ") WITH (" + with(with) + ")",
        "EXPLAIN INSERT INTO model SELECT * FROM feed");
  }

  private static String with(Map<String, String> options) {
    return options.entrySet().stream()
        .map(option -> "'" + option.getKey() + "' = '" + option.getValue() + "'")
        .collect(Collectors.joining(", "));
  }

  /** What the last statement says, with the causes. */
  private static String refusal(TableEnvironment sql, String... statements) {
    for (int i = 0; i < statements.length - 1; i++) {
      sql.executeSql(statements[i]);
    }
    String last = statements[statements.length - 1];
    Throwable thrown = catchThrowable(() -> sql.executeSql(last));
    assertThat(thrown).as(last).isNotNull();
    StringBuilder text = new StringBuilder();
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      text.append(t.getMessage()).append('\n');
    }
    return text.toString();
  }

  @Test
  void aTableWithoutALabelIsRefused() {
    assertThat(training("ad STRING"))
        .contains("a training table must have a label: label.column=label, columns=[ad]");
  }

  @Test
  void anOptionThatNamesNoColumnIsRefused() {
    assertThat(training(COLUMNS, "weight.column", "importance"))
        .contains("'weight.column' must name a column: weight.column=importance");
  }

  @Test
  void aColumnOfTheWrongTypeIsRefused() {
    assertThat(training("label STRING, ad STRING"))
        .contains("column 'label' must be numeric or BOOLEAN to be the 'label.column'");
    assertThat(training("label INT, seen DATE"))
        .contains("column 'seen' must be numeric, BOOLEAN, STRING")
        .contains("seen=DATE");
    assertThat(training("label INT, who ROW<name STRING, tags ARRAY<DATE>>"))
        .contains("column 'who.tags' must be numeric");
    assertThat(training("label INT, ad STRING", "model", "linear-regression:dense=3"))
        .contains("column 'ad' must be numeric, BOOLEAN or an ARRAY of numbers for model=");
  }

  @Test
  void aWayOfWritingThatIsNoneIsRefused() {
    assertThat(training(COLUMNS, "labels", "yes"))
        .contains("labels must be two values with one | between them: labels=yes");
    assertThat(training(COLUMNS, "time-unit", "m"))
        .contains("time-unit must be ms, s, us or ns: time-unit=m");
    assertThat(training(COLUMNS, "time-zone", "Mars")).contains("time-zone=Mars");
    // what comes next is looked at
    assertThat(training("label STRING, ad STRING", "labels", "no|yes", "metrics.topic", "m"))
        .contains("topic must be written by one sink of a job: topic=m")
        .doesNotContain("column 'label'");
  }

  @Test
  void aCrossOfWhatIsNoTextIsRefused() {
    assertThat(training(COLUMNS, "features", "hash:bits=18,crosses=ad*price"))
        .contains("crossed columns must be STRING, BOOLEAN or categorical: column=price");
    assertThat(training(COLUMNS, "features", "hash:bits=18,ignore=id"))
        .contains("features must name columns of the table: column=id");
  }

  @Test
  void anUnknownOptionIsRefusedByName() {
    assertThat(training(COLUMNS, "bacth", "64"))
        .contains("Unsupported options found for 'flink-sgd'")
        .contains("bacth");
    assertThat(training(COLUMNS, "optimizer", "ftrl", "optimizer.aplha", "1")).contains("aplha");
    assertThat(training(COLUMNS, "optimizer.alpha", "1"))
        .contains("'optimizer' must be given with 'optimizer.alpha'");
  }

  @Test
  void aWrongValueIsRefusedWithItsOption() {
    assertThat(training(COLUMNS, "batch", "many")).contains("batch");
    assertThat(training(COLUMNS, "batch", "0")).contains("batch must be >= 1: batch=0");
    assertThat(training(COLUMNS, "sink.parallelism", "0"))
        .contains("sink.parallelism must be >= 1: sink.parallelism=0");
  }

  @Test
  void aMissingOptionIsNamed() {
    assertThat(training(COLUMNS, "model.topic", "")).contains("model.topic");
    assertThat(training(COLUMNS, "properties.bootstrap.servers", ""))
        .contains("'properties.bootstrap.servers' = 'HOST:PORT'");
  }

  @Test
  @Tag("case")
  void topicsThatAreNamedTwiceAreRefusedByName() {
    String model = "default_catalog.default_database.model";
    for (String purpose : List.of("predictions", "metrics", "rejected")) {
      assertThat(training(COLUMNS, purpose + ".topic", "m"))
          .contains(
              "topic must be written by one sink of a job: topic=m, sinks=[model topic m of "
                  + model);
    }
    String said = training(COLUMNS, "predictions.topic", "same", "rejected.topic", "same");
    Case.holds(
        "kafka",
        "EXPLAIN INSERT INTO a table whose predictions.topic is its rejected.topic",
        "refused by name",
        said,
        said.contains(
            "topic must be written by one sink of a job: topic=same, sinks=[predictions of %s, rejected of %s]"
                .formatted(model, model)));
  }

  @Test
  @Tag("case")
  void twoTablesOnOneTopicAreRefusedByName() {
    feedAndTables();
    String said =
        refusal(
            sql,
            "EXPLAIN STATEMENT SET BEGIN INSERT INTO m1 SELECT * FROM feed;"
                + " INSERT INTO m2 SELECT * FROM feed; END");
    Case.holds(
        "kafka",
        "EXPLAIN of a statement set with two tables on one model.topic",
        "refused by the names of both",
        said,
        said.contains(
            "topic must be written by one sink of a job: topic=m, sinks=[model topic m of"
                + " default_catalog.default_database.m1, model topic m of"
                + " default_catalog.default_database.m2]"));
    assertThat(
            refusal(
                sql,
                "CREATE TEMPORARY TABLE examples (label INT, ad STRING) WITH ('connector' = 'kafka',"
                    + " 'topic' = 'x;m', 'format' = 'json', 'scan.startup.mode' = 'earliest-offset',"
                    + " 'properties.bootstrap.servers' ="
                    + " 'localhost:1')",
                "EXPLAIN INSERT INTO m1 SELECT * FROM examples"))
        .contains("topic must not be an input of what is written to it: topic=m");
  }

  @Test
  @Tag("case")
  void explainNeedsNoKafka() {
    feedAndTables();
    String plan = "";
    for (int i = 0; i < 2; i++) {
      plan = sql.explainSql("INSERT INTO m1 SELECT * FROM feed"); // there is no broker
    }
    sql.explainSql("INSERT INTO m2 SELECT * FROM feed");
    Case.holds(
        "kafka",
        "EXPLAIN INSERT INTO a model, without a broker",
        "a plan",
        plan.lines().findFirst().orElse(""),
        plan.contains("Sink"));
  }

  private void feedAndTables() {
    sql.executeSql(
        "CREATE TEMPORARY TABLE feed (label INT, ad STRING) WITH ('connector' = 'datagen')");
    for (String table : List.of("m1", "m2")) {
      sql.executeSql(
          "CREATE TEMPORARY TABLE "
              + table
              + " (label INT, ad STRING) WITH ('connector' = 'flink-sgd', 'model.topic' = 'm',"
              + " 'properties.bootstrap.servers' = 'localhost:1')");
    }
  }

  @Test
  void inputThatIsUpdatedIsRefused() {
    sql.executeSql("CREATE TEMPORARY TABLE seen (ad STRING) WITH ('connector' = 'datagen')");
    sql.executeSql(
        "CREATE TEMPORARY TABLE model (label BIGINT, ad STRING) WITH ('connector' = 'flink-sgd',"
            + " 'model.topic' = 'm', 'properties.bootstrap.servers' = 'localhost:1')");
    assertThat(refusal(sql, "EXPLAIN INSERT INTO model SELECT COUNT(*), ad FROM seen GROUP BY ad"))
        .contains("with 'ignore-deletes' = 'true' a table of changes")
        .contains("table=default_catalog.default_database.model");
  }

  @Test
  void trainingWithoutEndNeedsCheckpointsAndStreaming() {
    assertThat(training(session(), COLUMNS))
        .contains("SET 'execution.checkpointing.interval' = '10s'");
    TableEnvironment batch =
        TableEnvironment.create(EnvironmentSettings.newInstance().inBatchMode().build());
    batch.executeSql(
        "CREATE TEMPORARY TABLE model (label INT, ad STRING) WITH ('connector' = 'flink-sgd',"
            + " 'model.topic' = 'm', 'properties.bootstrap.servers' = 'localhost:1')");
    assertThat(refusal(batch, "EXPLAIN INSERT INTO model VALUES (1, 'a')"))
        .contains("SET 'execution.runtime-mode' = 'streaming'");
  }

  private String model(String input, String output, String options) {
    return refusal(
        sql,
        "CREATE TEMPORARY TABLE feed (ad STRING, d DATE) WITH ('connector' = 'datagen')",
        "CREATE TEMPORARY MODEL m INPUT ("
            + input
            + ") OUTPUT ("
            + output
            + ") WITH ("
            + options
            + ")",
        "EXPLAIN SELECT * FROM ML_PREDICT(TABLE feed, MODEL m, DESCRIPTOR("
            + input.split(" ", 2)[0]
            + "))");
  }

  private static final String GOOD =
      "'provider' = 'flink-sgd', 'model.topic' = 'm', 'properties.bootstrap.servers' = 'localhost:1'";

  @Test
  void aModelThatCannotPredictIsRefused() {
    assertThat(model("ad STRING", "score DOUBLE", GOOD.replace("'flink-sgd'", "'flink-sdg'")))
        .contains("flink-sdg");
  }

  @Test
  void anUnknownOptionOfAModelIsRefused() {
    assertThat(model("ad STRING", "score DOUBLE", GOOD + ", 'firts-version' = 'null'"))
        .contains("firts-version");
  }

  @Test
  void aWrongOptionOfAModelIsRefused() {
    assertThat(model("ad STRING", "score DOUBLE", GOOD + ", 'first-version' = 'later'"))
        .contains("first-version");
  }

  @Test
  void aModelWithoutTopicIsRefused() {
    assertThat(model("ad STRING", "score DOUBLE", GOOD.replace("'model.topic' = 'm', ", "")))
        .contains("model.topic");
  }

  @Test
  void anInputOfWhichNoFeatureCanBeMadeIsRefused() {
    assertThat(model("d DATE", "score DOUBLE", GOOD)).contains("column 'd' must be numeric");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "score INT; OUTPUT column 'score' must be DOUBLE or FLOAT: score=INT",
        "score ARRAY<DOUBLE>; OUTPUT column 'score' must be DOUBLE or FLOAT: score=ARRAY<DOUBLE>",
        "p1 INT; OUTPUT column 'p1' must be DOUBLE or FLOAT: p1=INT",
        "`class` DOUBLE; OUTPUT column 'class' must be INT or BIGINT: class=DOUBLE",
        "probabilities ARRAY<INT>; OUTPUT column 'probabilities' must be ARRAY<DOUBLE> or ARRAY<FLOAT>",
        "version BIGINT; OUTPUT must have one column for the score",
        "score DOUBLE, other DOUBLE; class, probabilities, p0, p1, ..., or some for classes: columns=[score, other]"
      })
  void anOutputThatNoModelHasIsRefused(String output, String refusal) {
    assertThat(model("ad STRING", output, GOOD)).contains(refusal);
  }

  /** The planner refuses, before the provider is asked: a score cannot be taken back. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void inputThatIsUpdatedIsNotPredicted(boolean async) {
    requests();
    assertThat(
            refusal(
                sql,
                "CREATE TEMPORARY VIEW counts AS SELECT ad, COUNT(*) AS n FROM requests GROUP BY ad",
                prediction("counts", async)))
        .contains("MLPredictTableFunction doesn't support consuming update changes")
        .contains("GroupAggregate(groupBy=[ad]");
    assertThat(
            refusal(
                sql,
                "CREATE TEMPORARY TABLE changes (ad STRING, n BIGINT, PRIMARY KEY (ad) NOT ENFORCED) WITH"
                    + " ('connector' = 'upsert-kafka', 'topic' = 'c', 'key.format' = 'json', 'value.format' = 'json',"
                    + " 'properties.bootstrap.servers' = 'localhost:1')",
                prediction("changes", async)))
        .contains("MLPredictTableFunction doesn't support consuming update and delete changes")
        .contains("ChangelogNormalize(key=[ad])");
  }

  /** What to do instead: counts of windows are final. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void countsOfWindowsArePredicted(boolean async) {
    requests();
    sql.executeSql(
        "CREATE TEMPORARY VIEW counts AS SELECT ad, COUNT(*) AS n FROM"
            + " TUMBLE(TABLE requests, DESCRIPTOR(seen), INTERVAL '1' SECOND)"
            + " GROUP BY ad, window_start, window_end");
    assertThat(sql.explainSql(prediction("counts", async).replace("EXPLAIN ", "")))
        .contains("MLPredictTableFunction", "WindowAggregate");
  }

  private void requests() {
    sql.executeSql(
        "CREATE TEMPORARY TABLE requests (ad STRING, seen AS PROCTIME()) WITH ('connector' = 'datagen')");
    sql.executeSql(
        "CREATE TEMPORARY MODEL m INPUT (ad STRING, n BIGINT) OUTPUT (score DOUBLE) WITH ("
            + GOOD
            + ")");
  }

  private static String prediction(String table, boolean async) {
    return "EXPLAIN SELECT * FROM ML_PREDICT(TABLE %s, MODEL m, DESCRIPTOR(ad, n), MAP['async', '%s'])"
        .formatted(table, async);
  }

  @Test
  void tablesOfReportsHaveTheirColumnsOnly() {
    assertThat(
            refusal(
                sql,
                "CREATE TEMPORARY TABLE v (version BIGINT, size INT) WITH ('connector' = 'flink-sgd-versions',"
                    + " 'model.topic' = 'm', 'properties.bootstrap.servers' = 'localhost:1')",
                "EXPLAIN SELECT * FROM v"))
        .contains("flink-sgd-versions has no column 'size'");
    assertThat(
            refusal(
                sql,
                "CREATE TEMPORARY TABLE p (log_loss STRING) WITH ('connector' = 'flink-sgd-metrics',"
                    + " 'metrics.topic' = 'm', 'properties.bootstrap.servers' = 'localhost:1')",
                "EXPLAIN SELECT * FROM p"))
        .contains("column 'log_loss' of flink-sgd-metrics must be DOUBLE or BIGINT");
  }
}
