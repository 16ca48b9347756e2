// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.kafka.client.KafkaTopics;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ML_PREDICT does before, at and after versions are published, sync and async. */
@SuppressWarnings("try") // close() may be interrupted
class LivePredictionTest {
  private static int run;

  private final TableEnvironment sql = Sql.session(Map.of("restart-strategy.type", "none"));
  private String name;

  @BeforeEach
  void tables() {
    name = "live" + run++;
    Sql.topic(name + "-requests", 1);
    Sql.topic(name + "-examples", 1);
    kafka("requests", "id BIGINT, ad STRING", "");
    kafka("examples", "label INT, ad STRING", "'scan.bounded.mode' = 'latest-offset',");
    sql.executeSql(
        "CREATE TABLE model (label INT, ad STRING) WITH ('connector' = 'flink-sgd', 'model.topic' = '%s-model', 'properties.bootstrap.servers' = '%s')"
            .formatted(name, Sql.kafka()));
    sql.executeSql(
        "CREATE TABLE versions (version BIGINT, examples BIGINT, spec MAP<STRING, STRING>) WITH ('connector' = 'flink-sgd-versions', 'bounded' = 'true', 'model.topic' = '%s-model', 'properties.bootstrap.servers' = '%s')"
            .formatted(name, Sql.kafka()));
  }

  private void kafka(String table, String columns, String more) {
    sql.executeSql(
        "CREATE TABLE %s (%s) WITH ('connector' = 'kafka', 'topic' = '%s-%s', %s 'scan.startup.mode' = 'earliest-offset', 'format' = 'json', 'properties.bootstrap.servers' = '%s')"
            .formatted(table, columns, name, table, more, Sql.kafka()));
  }

  private void request(int id) {
    Sql.write(name + "-requests", 1, List.of("{\"id\":" + id + ",\"ad\":\"a1\"}"));
  }

  /** Learns from all examples there are, and publishes. */
  private void train() throws Exception {
    Sql.write(
        name + "-examples",
        1,
        IntStream.range(0, 50).mapToObj(i -> "{\"label\":1,\"ad\":\"a" + i % 2 + "\"}").toList());
    sql.executeSql("INSERT INTO model SELECT label, ad FROM examples").await();
  }

  private CloseableIterator<Row> predictions(boolean async, String firstVersion) {
    sql.executeSql(
        "CREATE TEMPORARY MODEL ads INPUT (ad STRING) OUTPUT (score FLOAT, version BIGINT, examples BIGINT, published_at TIMESTAMP_LTZ(3)) WITH ('provider' = 'flink-sgd', 'first-version' = '%s', 'model.topic' = '%s-model', 'properties.bootstrap.servers' = '%s')"
            .formatted(firstVersion, name, Sql.kafka()));
    return sql.executeSql(
            "SELECT id, score, version, examples FROM ML_PREDICT(TABLE requests, MODEL ads, DESCRIPTOR(ad), MAP['async', '%s'])"
                .formatted(async))
        .collect();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowsWaitForTheFirstVersionAndFollowTheTopic(boolean async) throws Exception {
    try (KafkaTopics topics = KafkaTopics.connect(Sql.kafka())) {
      topics.model(name + "-model");
    }
    try (CloseableIterator<Row> predictions = predictions(async, "wait")) {
      request(1);
      train();
      Row first = predictions.next();
      assertThat(first.getField("version")).isEqualTo(1L);
      assertThat(first.getField("examples")).isEqualTo(50L);
      assertThat((Float) first.getField("score")).isBetween(0.5f, 1f);
      train(); // a new run, with more examples
      Row next;
      int id = 2;
      do {
        request(id++);
        next = predictions.next();
      } while (next.getField("examples").equals(50L));
      assertThat(next.getField("examples")).isEqualTo(100L);
    }
    assertThat(Sql.rows(sql, "SELECT version, examples, spec['columns'] FROM versions"))
        .contains(Row.of(1L, 100L, "ad STRING"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withoutAVersionThereMayBeNull(boolean async) throws Exception {
    request(1);
    try (CloseableIterator<Row> predictions = predictions(async, "null")) {
      assertThat(predictions.next()).isEqualTo(Row.of(1L, null, null, null));
      train();
      Row next;
      int id = 2;
      do {
        request(id++);
        next = predictions.next();
      } while (next.getField("version") == null);
      assertThat(next.getField("version")).isEqualTo(1L);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withoutAVersionTheQueryMayFail(boolean async) throws Exception {
    request(1);
    try (CloseableIterator<Row> predictions = predictions(async, "fail")) {
      assertThatThrownBy(predictions::next)
          .hasStackTraceContaining(
              "model must have been published: model.topic=%s-model, first-version=fail"
                  .formatted(name));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aModelIsNotAskedWithOtherColumnsThanItWasTrainedOn(boolean async) throws Exception {
    train();
    request(1);
    sql.executeSql(
        "CREATE TEMPORARY MODEL ads INPUT (banner STRING) OUTPUT (score DOUBLE) WITH ('provider' = 'flink-sgd', 'model.topic' = '%s-model', 'properties.bootstrap.servers' = '%s')"
            .formatted(name, Sql.kafka()));
    try (CloseableIterator<Row> predictions =
        sql.executeSql(
                "SELECT id, score FROM ML_PREDICT(TABLE requests, MODEL ads, DESCRIPTOR(ad), MAP['async', '%s'])"
                    .formatted(async))
            .collect()) {
      assertThatThrownBy(predictions::next)
          .hasStackTraceContaining(
              "INPUT must have the columns that the model was trained on: INPUT=(banner STRING), trained=(ad STRING)");
    }
  }
}
