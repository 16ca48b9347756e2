// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.flink.operator.Metric;
import io.flinksgd.flink.operator.MetricSection;
import io.flinksgd.flink.operator.TrainingMetrics;
import io.flinksgd.kafka.metric.KafkaMetrics;
import io.flinksgd.table.TableMetrics;
import io.flinksgd.testing.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private static final String PAGE = "flink-sgd/docs/metrics.md";
  private static final List<MetricSection> SECTIONS =
      Stream.of(TrainingMetrics.SECTIONS, KafkaMetrics.SECTIONS, TableMetrics.SECTIONS)
          .flatMap(List::stream)
          .toList();

  /** A metric that is registered past its declaration. */
  private static final Pattern UNDECLARED =
      Pattern.compile("\\.(?:counter|gauge|histogram|meter)\\(\\s*\"");

  /** When this fails, put the expected text between the markers. */
  @Test
  void theMetricsAreListedAsTheyAreDeclared() {
    StringBuilder text = new StringBuilder();
    for (MetricSection section : SECTIONS) {
      text.append("## ").append(section.title()).append("\n\n");
      if (!section.where().isEmpty()) {
        text.append(section.where()).append("\n\n");
      }
      text.append("| metric | unit | meaning | what to do |\n| --- | --- | --- | --- |\n");
      section.metrics().forEach(metric -> text.append(row(metric)));
      text.append('\n');
    }
    assertThat(Documents.marked(PAGE, "metrics")).isEqualTo(text.toString());
  }

  private static String row(Metric metric) {
    String advice = metric.advice().isEmpty() ? "" : metric.advice() + " ";
    return "| `%s` | %s | %s | %s|\n"
        .formatted(metric.name(), metric.unit(), metric.meaning(), advice);
  }

  @Test
  void everyMetricSaysUnitAndMeaningAndIsInItsSectionOnce() {
    for (MetricSection section : SECTIONS) {
      List<Metric> metrics = section.metrics();
      assertThat(metrics).extracting(Metric::name).doesNotHaveDuplicates();
      assertThat(metrics).extracting(Metric::unit).doesNotContain("");
      assertThat(metrics).extracting(Metric::meaning).doesNotContain("");
    }
  }

  @Test
  void noMetricIsRegisteredWithoutItsDeclaration() throws IOException {
    for (Path file : Documents.files(".java")) {
      if (file.toString().contains("src/main/java")) {
        String source = Files.readString(Documents.root().resolve(file));
        assertThat(UNDECLARED.matcher(source).find()).as("%s", file).isFalse();
      }
    }
  }
}
