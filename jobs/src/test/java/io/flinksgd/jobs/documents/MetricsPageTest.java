// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.testing.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private static final String PAGE = "flink-sgd/docs/metrics.md";

  /** Calls of Flink's metric groups and of our gauges; names are literals everywhere. */
  private static final Pattern REGISTERED =
      Pattern.compile(
          "(?:\\w*[gG](?:roup|auges)\\(?\\)?|\\btraining|\\bprediction|\"training\"\\)|\"prediction\"\\)|name\\(\\)\\)\\))\\s*"
              + "\\.(?:counter|gauge|histogram|meter|count|add)\\(\\s*\"(\\w+)\"");

  @Test
  void everyMetricHasARowAndEveryRowAMetric() throws IOException {
    assertThat(named()).isEqualTo(registered());
  }

  @Test
  void everyRowSaysUnitAndMeaning() {
    rows().forEach(row -> assertThat(row).as("%s", row).hasSize(4));
    rows().forEach(row -> assertThat(row.subList(0, 3)).as("%s", row).doesNotContain(""));
  }

  private static List<List<String>> rows() {
    return Documents.marked(PAGE, "metrics")
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(Documents::cells)
        .toList();
  }

  private static Set<String> named() {
    Set<String> names = new TreeSet<>();
    for (List<String> row : rows()) {
      String name = row.get(0).replace("`", "");
      assertThat(names.add(name)).as("one row for each: %s", name).isTrue();
    }
    return names;
  }

  private static Set<String> registered() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path file : Documents.files(".java")) {
      if (file.toString().contains("src/main/java")) {
        Matcher matcher = REGISTERED.matcher(Files.readString(Documents.root().resolve(file)));
        while (matcher.find()) {
          names.add(matcher.group(1));
        }
      }
    }
    return names;
  }
}
