// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.publication.Publication;
import io.flinksgd.reader.MadeUpTraining;
import io.flinksgd.reader.ModelRecord;
import io.flinksgd.testing.Case;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The topics of versions and of progress, when others write to them, too. */
@Tag("case")
final class ForeignRecordsTest {
  private static final String TOPIC = "strangers";

  private final Counter foreign = new SimpleCounter();

  @Test
  void versionsAreReadAmongForeignRecords() throws Exception {
    ForeignRecords<Publication> schema = new KafkaVersions.Manifests();
    List<Publication> versions = new ArrayList<>();
    List<Publication> cut = new MadeUpTraining(1).cut(1, 0, 1);
    byte[] damaged = ModelRecord.value(cut.get(2));
    damaged[4] = 99;
    read(schema, ModelRecord.key(cut.get(0)), ModelRecord.value(cut.get(0)), versions);
    read(schema, ModelRecord.key(cut.get(2)), damaged, versions);
    read(schema, ModelRecord.key(cut.get(2)), ModelRecord.value(cut.get(0)), versions);
    read(schema, ModelRecord.key(cut.get(2)), new byte[0], versions);
    read(schema, ModelRecord.key(cut.get(2)), null, versions);
    read(schema, null, "{}".getBytes(StandardCharsets.UTF_8), versions);
    read(schema, ModelRecord.key(cut.get(2)), ModelRecord.value(cut.get(2)), versions);
    Case.equal(TOPIC, "a manifest among 4 records that are none: foreign", 4L, foreign.getCount());
    assertThat(versions).containsExactly(cut.get(2));
  }

  @Test
  void progressIsReadAmongForeignRecords() throws Exception {
    ForeignRecords<Map<String, Double>> schema = new ProgressReports.Reports();
    List<Map<String, Double>> reports = new ArrayList<>();
    StringBuilder large = new StringBuilder("{\"at\":1,\"examples\":2");
    for (int i = 0; large.length() < 1 << 20; i++) {
      large.append(",\"n").append(i).append("\":1");
    }
    read(schema, "hello", reports);
    read(schema, "[1,2]", reports);
    read(schema, "{\"label\":1,\"ad\":\"a17\"}", reports);
    read(schema, "{\"at\":\"now\",\"examples\":2}", reports);
    read(schema, "{\"at\":1e300,\"examples\":2}", reports);
    read(schema, "{\"at\":1,\"examples\":1e999}", reports);
    read(schema, "{\"at\":1,\"examples\":2", reports);
    read(schema, "{\"at\":1,\"examples\":2,\"x\":" + "[".repeat(5000), reports);
    read(schema, large + "}", reports);
    assertThat(reports).isEmpty();
    read(
        schema,
        "{\"at\":1,\"examples\":2,\"x\":{\"y\":3},\"window\":{\"auc\":0.5,\"z\":1}}",
        reports);
    Case.equal(TOPIC, "a report among 9 records that are none: foreign", 9L, foreign.getCount());
    Case.equal(
        TOPIC,
        "a report with names that no report has",
        "[{at=1.0, examples=2.0, window.auc=0.5}]",
        reports.toString());
  }

  private void read(
      ForeignRecords<Map<String, Double>> schema, String json, List<Map<String, Double>> to)
      throws Exception {
    read(schema, null, json.getBytes(StandardCharsets.UTF_8), to);
  }

  private <T> void read(ForeignRecords<T> schema, byte[] key, byte[] value, List<T> to)
      throws Exception {
    schema.open(new Counting());
    schema.deserialize(new ConsumerRecord<>("t", 0, 0, key, value), new ListCollector<>(to));
  }

  private final class Counting implements DeserializationSchema.InitializationContext {
    @Override
    public MetricGroup getMetricGroup() {
      return new UnregisteredMetricsGroup() {
        @Override
        public Counter counter(String name) {
          assertThat(name).isEqualTo("foreignRecords");
          return foreign;
        }
      };
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
      throw new UnsupportedOperationException("not needed");
    }
  }
}
