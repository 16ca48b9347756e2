// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.reader.ModelReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.table.api.TableEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeTest {
  private static final int HALF = 500;

  @TempDir Path directory;

  @Test
  void aCompiledPlanResumesFromASavepointExactlyOnce() throws Exception {
    Sql.topic("r-examples", 2);
    String plan = "'file://" + directory.resolve("plan.json") + "'";
    TableEnvironment first = session(Map.of());
    first.executeSql(
        "COMPILE PLAN " + plan + " FOR INSERT INTO model SELECT label, id, ad FROM examples");

    feed(0);
    JobClient job = first.executeSql("EXECUTE PLAN " + plan).getJobClient().orElseThrow();
    awaitExamples(HALF);
    String savepoint =
        job.stopWithSavepoint(
                false,
                directory.resolve("savepoints").toUri().toString(),
                SavepointFormatType.CANONICAL)
            .get(60, TimeUnit.SECONDS);
    feed(HALF);
    TableEnvironment second = session(Map.of("execution.state-recovery.path", savepoint));
    JobClient resumed = second.executeSql("EXECUTE PLAN " + plan).getJobClient().orElseThrow();
    awaitExamples(2 * HALF);
    resumed
        .stopWithSavepoint(
            false,
            directory.resolve("savepoints").toUri().toString(),
            SavepointFormatType.CANONICAL)
        .get(60, TimeUnit.SECONDS);

    assertThat(Sql.read("r-predictions"))
        .hasSize(2 * HALF)
        .map(json -> json.replaceAll(".*\"key\":\"(\\d+)\".*", "$1"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 2 * HALF).mapToObj(String::valueOf).toList());
    try (ModelReader reader = ModelReader.follow(Sql.client(), "r-model")) {
      reader.awaitStart(Duration.ofSeconds(30));
      assertThat(reader.current().orElseThrow().manifest().learned().examples())
          .isEqualTo(2 * HALF);
    }
  }

  private static void feed(int from) {
    List<String> examples =
        IntStream.range(from, from + HALF)
            .mapToObj(i -> "{\"label\":%d,\"id\":%d,\"ad\":\"a%d\"}".formatted(i % 2, i, i % 7))
            .toList();
    Sql.write("r-examples", 2, examples);
  }

  /** Until a version of the model has learned from so many. */
  private static void awaitExamples(long examples) throws Exception {
    try (ModelReader reader = ModelReader.follow(Sql.client(), "r-model")) {
      long version = 1;
      while (reader.awaitVersion(version, Duration.ofSeconds(60)).manifest().learned().examples()
          < examples) {
        version = reader.current().orElseThrow().version() + 1;
      }
    }
  }

  private static TableEnvironment session(Map<String, String> settings) {
    TableEnvironment sql = Sql.session(settings);
    sql.executeSql(
        """
        CREATE TABLE examples (label INT, id BIGINT, ad STRING) WITH (
          'connector' = 'kafka', 'topic' = 'r-examples', 'properties.bootstrap.servers' = '%s',
          'scan.startup.mode' = 'earliest-offset', 'format' = 'json'
        )"""
            .formatted(Sql.kafka()));
    sql.executeSql(
        """
        CREATE TABLE model (label INT, id BIGINT, ad STRING) WITH (
          'connector' = 'flink-sgd', 'key.column' = 'id', 'batch' = '16',
          'model.topic' = 'r-model', 'predictions.topic' = 'r-predictions',
          'rejected.topic' = 'r-rejected', 'metrics.topic' = 'r-metrics',
          'properties.bootstrap.servers' = '%s'
        )"""
            .formatted(Sql.kafka()));
    return sql;
  }
}
