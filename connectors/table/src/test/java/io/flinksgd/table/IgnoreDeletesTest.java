// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.example.Example;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.testing.Case;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.metrics.groups.TaskManagerMetricGroup;
import org.apache.flink.runtime.metrics.groups.TaskMetricGroup;
import org.apache.flink.runtime.metrics.util.TestingMetricRegistry;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tables of changes as input of training. */
@Tag("case")
@SuppressWarnings("try") // closing a harness may be interrupted
class IgnoreDeletesTest {
  @Test
  void rowsAfterAnUpdateAreExamplesAndDeletedOnesAreNot() throws Exception {
    TableEnvironment sql = Sql.session();
    Sql.topic("changes", 1);
    Sql.write(
        "changes",
        1,
        List.of(
            change("c", "null", row(1, 0)),
            change("c", "null", row(2, 0)),
            change("u", row(1, 0), row(1, 1)),
            change("d", row(2, 0), "null")));
    sql.executeSql(
        "CREATE TABLE changes (id BIGINT, label INT, ad STRING) WITH ('connector' = 'kafka', 'topic' = 'changes', 'scan.bounded.mode' = 'latest-offset', 'scan.startup.mode' = 'earliest-offset', 'format' = 'debezium-json', 'properties.bootstrap.servers' = '%s')"
            .formatted(Sql.kafka()));
    model(sql, "appended", "");
    Throwable refused =
        catchThrowable(
            () -> sql.explainSql("INSERT INTO appended SELECT label, id, ad FROM changes"));
    String reason = rootCause(refused).getMessage();
    Case.holds(
        "kafka",
        "INSERT of a table of changes into a training table",
        "refused when planned, with the option that takes it",
        reason,
        reason.contains("with 'ignore-deletes' = 'true' a table of changes"));

    model(sql, "changed", "'ignore-deletes' = 'true', ");
    sql.executeSql("INSERT INTO changed SELECT label, id, ad FROM changes").await();
    List<String> learned =
        Sql.read("changed-predictions").stream()
            .map(json -> json.replaceAll(".*\"label\":(\\d).*", "$1").concat(key(json)))
            .sorted()
            .toList();
    Case.equal(
        "kafka",
        "ignore-deletes: insert 1, insert 2, update 1, delete 2: labels and keys learned from",
        List.of("0 of 1", "0 of 2", "1 of 1"),
        learned);

    model(sql, "grouped", "'ignore-deletes' = 'true', ");
    assertThat(
            sql.explainSql(
                "INSERT INTO grouped SELECT MAX(label), id, MAX(ad) FROM changes GROUP BY id"))
        .contains("GroupAggregate");
  }

  @Test
  void whatIsIgnoredIsCounted() throws Exception {
    RowType row =
        RowType.of(
            new LogicalType[] {new IntType(), new VarCharType(VarCharType.MAX_LENGTH)},
            new String[] {"label", "ad"});
    RowExamples examples =
        new RowExamples(
            ExampleColumns.of(row, new Configuration()),
            LogisticRegression.hashed(4),
            FeatureHasher.bits(4));
    Map<String, Metric> metrics = new HashMap<>();
    TaskMetricGroup group =
        TaskManagerMetricGroup.createTaskManagerMetricGroup(
                TestingMetricRegistry.builder()
                    .setRegisterConsumer((metric, name, in) -> metrics.put(name, metric))
                    .build(),
                "localhost",
                ResourceID.generate())
            .addJob(new JobID(), "job")
            .addTask(ExecutionAttemptID.randomId(), "task");
    try (var harness =
        new OneInputStreamOperatorTestHarness<RowData, Example>(
            new ProcessOperator<>(examples),
            new MockEnvironmentBuilder().setMetricGroup(group).build())) {
      harness.open();
      for (RowKind kind :
          List.of(
              RowKind.INSERT,
              RowKind.UPDATE_BEFORE,
              RowKind.UPDATE_AFTER,
              RowKind.DELETE,
              RowKind.DELETE)) {
        GenericRowData each = GenericRowData.of(1, StringData.fromString("a"));
        each.setRowKind(kind);
        harness.processElement(each, 0);
      }
      long ignored = ((Counter) metrics.get("ignoredDeletes")).getCount();
      Case.equal("kafka", "+I, -U, +U, -D, -D: examples", 2, harness.extractOutputValues().size());
      Case.equal("kafka", "+I, -U, +U, -D, -D: ignoredDeletes", 2L, ignored);
    }
  }

  private static Throwable rootCause(Throwable failure) {
    return failure.getCause() == null ? failure : rootCause(failure.getCause());
  }

  private static void model(TableEnvironment sql, String name, String more) {
    sql.executeSql(
        "CREATE TABLE %s (label INT, id BIGINT, ad STRING) WITH ('connector' = 'flink-sgd', %s'key.column' = 'id', 'model.topic' = '%s-model', 'predictions.topic' = '%s-predictions', 'properties.bootstrap.servers' = '%s')"
            .formatted(name, more, name, name, Sql.kafka()));
  }

  private static String row(int id, int label) {
    return "{\"id\":%d,\"label\":%d,\"ad\":\"a\"}".formatted(id, label);
  }

  private static String change(String operation, String before, String after) {
    return "{\"before\":%s,\"after\":%s,\"op\":\"%s\"}".formatted(before, after, operation);
  }

  private static String key(String json) {
    return " of " + json.replaceAll(".*\"key\":\"(\\d+)\".*", "$1");
  }
}
