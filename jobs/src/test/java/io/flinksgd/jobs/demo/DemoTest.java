// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinksgd.jobs.local.ListenOption;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole demo: a broker, a cluster, the training job. */
class DemoTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @TempDir Path output;

  private JsonNode run(Path data, long records, Configuration options) throws Exception {
    Plan plan = new Plan(data, records, Pace.MAX, output, false, options);
    Terminal terminal =
        new Terminal(new PrintStream(said, true, UTF_8), 0, Map.of(), plan.records());
    assertThat(new Demo(plan, terminal, new ListenOption()).run()).isTrue();
    return new ObjectMapper().readTree(output.resolve("summary.json").toFile());
  }

  @Test
  void everyFlightIsLearnedFromOnceAndTheModelIsPublished() throws Exception {
    JsonNode summary = run(null, 20_000, Plan.defaults());

    assertThat(summary.get("examples").asLong()).isEqualTo(20_000);
    assertThat(summary.get("rejected").asLong()).isZero();
    assertThat(summary.get("finished").asBoolean()).isTrue();
    assertThat(summary.get("auc").asDouble()).isGreaterThan(0.6);
    assertThat(summary.get("gapSamples").asLong()).isPositive();
    assertThat(summary.get("gapsExceeded").asLong()).isZero();
    assertThat(summary.get("modelVersion").asLong()).isPositive();
    assertThat(output.resolve("report.html")).content().contains("20,000");
    assertThat(said.toString(UTF_8)).contains("100%  20,000 examples", "report.html");
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  @Test
  void rowsThatAreNoFlightsAreRejectedAndCounted() throws Exception {
    Path data = output.resolve("odd.csv.gz");
    StringBuilder rows = new StringBuilder("departure,delay,distance,origin,destination\n");
    for (int i = 0; i < 1000; i++) {
      rows.append(i % 10 == 0 ? "cancelled\n" : "2001-01-02T13:05,16,251,ATL,SAV\n");
    }
    try (var out = new GZIPOutputStream(Files.newOutputStream(data))) {
      out.write(rows.toString().getBytes(UTF_8));
    }
    Configuration options = Plan.defaults();
    options.setString("consistency", "synchronous");

    JsonNode summary = run(data, 1000, options);

    assertThat(summary.get("examples").asLong()).isEqualTo(900);
    assertThat(summary.get("rejected").asLong()).isEqualTo(100);
    assertThat(summary.get("rejectedBy").get("unparsable").asLong()).isEqualTo(100);
    assertThat(said.toString(UTF_8)).contains("100 rejected {unparsable=100}");
    assertThat(summary.get("consistency").asText()).isEqualTo("synchronous");
    assertThat(summary.get("stalenessMax").asLong()).isZero();
    assertThat(summary.get("gapMax").asDouble()).isZero();
    assertThat(summary.get("gapBound").asDouble()).isZero();
  }
}
