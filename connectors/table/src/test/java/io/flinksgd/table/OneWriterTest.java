// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.reader.ModelReader;
import io.flinksgd.testing.Case;
import io.flinksgd.testing.Until;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Jobs that run at the same time, on one cluster, and would write one model topic. */
@Tag("case")
class OneWriterTest {
  /** They would come back for ever. */
  private static final Map<String, String> RESTARTS =
      Map.of(
          "restart-strategy.type", "fixed-delay",
          "restart-strategy.fixed-delay.attempts", "1000000",
          "restart-strategy.fixed-delay.delay", "50ms",
          "parallelism.default", "1");

  @Test
  void theSecondIsRefusedAndTheThirdTakesOver() throws Exception {
    TableEnvironment sql = Sql.session(RESTARTS);
    sql.executeSql(
        "CREATE TABLE feed (label INT, ad STRING) WITH ('connector' = 'datagen',"
            + " 'rows-per-second' = '50', 'fields.label.min' = '0', 'fields.label.max' = '1')");
    sql.executeSql("CREATE DATABASE other");
    model(sql, "m", "one-writer", "'predictions.topic' = 'one-writer-predictions'");
    model(sql, "other.m", "one-writer-other", "'batch' = '16'");
    model(sql, "refused", "one-writer", "'predictions.topic' = 'one-writer-predictions'");
    model(sql, "taking", "one-writer", "'take-over' = 'true'");

    // two tables of one bare name in one job
    StatementSet both = sql.createStatementSet();
    both.addInsertSql("INSERT INTO m SELECT * FROM feed");
    both.addInsertSql("INSERT INTO other.m SELECT * FROM feed");
    JobClient first = both.execute().getJobClient().orElseThrow();
    JobClient taking = null;
    try (ModelReader reader = ModelReader.follow(Sql.client(), "one-writer")) {
      reader.awaitVersion(2, Duration.ofSeconds(60));

      for (String planned : List.of("EXPLAIN ", "")) {
        Throwable thrown =
            catchThrowable(
                () -> sql.executeSql(planned + "INSERT INTO refused SELECT * FROM feed"));
        String said = thrown == null ? "planned" : ExceptionUtils.stringifyException(thrown);
        Case.holds(
            "kafka",
            planned + "INSERT INTO another table on a model topic whose first table's query runs",
            "refused when it is planned, with both names",
            said.lines().filter(line -> line.contains("one writer")).findFirst().orElse(said),
            said.contains("table=default_catalog.default_database.refused, writer=table")
                && said.contains("table default_catalog.default_database.m by job '"));
      }
      String refusal = failure(insert(sql, "m"));
      Case.holds(
          "kafka",
          "a second query of one table whose first runs",
          "fails and does not restart, with the other's name",
          refusal.lines().filter(line -> line.contains("one writer")).findFirst().orElse(refusal),
          refusal.contains("model topic must have one writer: topic=one-writer, writer=job '"));
      reader.awaitVersion(reader.current().orElseThrow().version() + 2, Duration.ofSeconds(60));

      long before = reader.current().orElseThrow().manifest().id().lineage();
      taking = insert(sql, "taking");
      String lost = failure(first);
      Case.holds(
          "kafka",
          "the first query when another takes over its model topic",
          "fails and does not restart, and the cluster lives",
          lost.lines().filter(line -> line.contains("one writer")).findFirst().orElse(lost),
          lost.contains("model topic must have one writer: topic=one-writer, and another job"));
      Until.holds(
          "the new writer",
          () -> reader.current().orElseThrow().manifest().id().lineage() != before);
      reader.awaitVersion(3, Duration.ofSeconds(60));
    } finally {
      var unused = first.cancel();
      if (taking != null) {
        taking.cancel().get(20, TimeUnit.SECONDS);
      }
    }
    List<String> predictions = Sql.read("one-writer-predictions");
    assertThat(predictions).isNotEmpty();
  }

  private static void model(TableEnvironment sql, String name, String topic, String more) {
    sql.executeSql(
        "CREATE TABLE %s (label INT, ad STRING) WITH ('connector' = 'flink-sgd', 'model.topic' = '%s', %s, 'properties.bootstrap.servers' = '%s')"
            .formatted(name, topic, more, Sql.kafka()));
  }

  private static JobClient insert(TableEnvironment sql, String table) {
    return sql.executeSql("INSERT INTO " + table + " SELECT * FROM feed")
        .getJobClient()
        .orElseThrow();
  }

  /** How a job fails. */
  private static String failure(JobClient job) {
    Throwable thrown = catchThrowable(() -> job.getJobExecutionResult().get(60, TimeUnit.SECONDS));
    return ExceptionUtils.stringifyException(thrown);
  }
}
