// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.reader.ModelReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a running trainer predicts of a row before it learns from it is what SQL predicts of it. */
@SuppressWarnings("try") // close() may be interrupted
class TrainServeTest {
  private static final int EXAMPLES = 200;
  private static final String UNSEEN =
      "{\"id\":%d,\"label\":1,\"ad\":\"a%d\",\"price\":0.%d,\"words\":{\"b\":0.7,\"a\":0.1},\"who\":{\"age\":%d}}";

  private final TableEnvironment sql = Sql.session(Map.of("parallelism.default", "1"));
  private JobClient training;

  @BeforeEach
  void train() {
    String columns =
        "id BIGINT, label INT, ad STRING, price DOUBLE, words MAP<STRING, FLOAT>, who ROW<age INT>";
    for (String topic : List.of("ts-examples", "ts-requests")) {
      Sql.topic(topic, 1);
      create(
          "TABLE `" + topic + "` (" + columns + ")",
          "'connector' = 'kafka', 'topic' = '"
              + topic
              + "', 'scan.startup.mode' = 'earliest-offset', 'format' = 'json'");
    }
    create(
        "TABLE model (" + columns + ")",
        "'connector' = 'flink-sgd', 'key.column' = 'id', 'model.topic' = 'ts-model',"
            + " 'predictions.topic' = 'ts-predictions', 'features' = 'hash:bits=18'");
    create(
        "MODEL m INPUT (who ROW<age INT>, words MAP<STRING, FLOAT>, price DOUBLE, ad STRING)"
            + " OUTPUT (score FLOAT, examples BIGINT)",
        "'provider' = 'flink-sgd', 'model.topic' = 'ts-model'");
    training =
        sql.executeSql("INSERT INTO model SELECT * FROM `ts-examples`")
            .getJobClient()
            .orElseThrow();
  }

  private void create(String what, String options) {
    sql.executeSql(
        "CREATE %s WITH (%s, 'properties.bootstrap.servers' = '%s')"
            .formatted(what, options, Sql.kafka()));
  }

  private static String example(int i) {
    return UNSEEN.formatted(i, i % 3, i % 10, i % 40);
  }

  @Test
  void scoresAreEqualToTheBit() throws Exception {
    Sql.write("ts-examples", 1, IntStream.range(0, EXAMPLES).mapToObj(i -> example(i)).toList());
    awaitExamples(EXAMPLES);
    try (CloseableIterator<Row> served =
        sql.executeSql(
                "SELECT score, examples FROM ML_PREDICT(TABLE `ts-requests`, MODEL m, DESCRIPTOR(who, words, price, ad))")
            .collect()) {
      Sql.write("ts-requests", 1, List.of(example(EXAMPLES)));
      Row score = served.next();
      assertThat(score.getField("examples")).isEqualTo((long) EXAMPLES);

      Sql.write("ts-examples", 1, List.of(example(EXAMPLES)));
      awaitExamples(EXAMPLES + 1);
      assertThat(Sql.read("ts-predictions"))
          .last()
          .asString()
          .contains("\"key\":\"" + EXAMPLES + "\"")
          .contains("\"score\":" + score.getField("score") + ",");
    }
  }

  /** Until a version has learned from so many; its checkpoint has committed the predictions too. */
  private static void awaitExamples(long examples) throws Exception {
    try (ModelReader reader = ModelReader.follow(Sql.client(), "ts-model")) {
      long version = 1;
      while (reader.awaitVersion(version, Duration.ofSeconds(60)).manifest().learned().examples()
          < examples) {
        version = reader.current().orElseThrow().version() + 1;
      }
    }
  }

  @AfterEach
  void stop() throws Exception {
    training.cancel().get(20, TimeUnit.SECONDS);
  }
}
