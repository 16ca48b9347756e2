// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class SimulateTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path directory;

  private int run(String... options) {
    List<String> arguments = new ArrayList<>(List.of("simulate"));
    arguments.addAll(List.of(options));
    CommandLine line = FlinkSgd.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(arguments.toArray(new String[0]));
  }

  private static String[] small(String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--workers=8",
                "--servers=2",
                "--steps=4000",
                "--seed=3",
                "--policy=synchronous",
                "--policy=bounded-delay:2",
                "--policy=asynchronous",
                "--compute=stragglers:10ms,workers=1,share=0.3,delay=50ms"));
    options.addAll(List.of(more));
    return options.toArray(new String[0]);
  }

  @Test
  void eachPolicyHasItsFiguresAndItsCurves() throws Exception {
    Path json = directory.resolve("out.json");
    Path chart = directory.resolve("out.html");
    assertThat(run(small("--json=" + json, "--chart=" + chart))).as(err.toString()).isZero();
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(figures)
        .extracting(each -> each.get("policy").asText())
        .containsExactly("synchronous", "bounded-delay:2", "asynchronous");
    JsonNode synchronous = figures.get(0);
    JsonNode bounded = figures.get(1);
    JsonNode asynchronous = figures.get(2);
    assertThat(synchronous.get("gapMax").asDouble()).isZero();
    assertThat(synchronous.get("gapBound").asDouble()).isZero();
    assertThat(bounded.get("gapMax").asDouble())
        .isPositive()
        .isLessThan(bounded.get("gapBound").asDouble());
    assertThat(bounded.get("bHat").asDouble()).isPositive();
    assertThat(asynchronous.get("gapBound").isNull()).isTrue();
    // one late worker holds all others in rounds, and none without a bound
    assertThat(asynchronous.get("stepsPerSecond").asDouble())
        .isGreaterThan(1.5 * synchronous.get("stepsPerSecond").asDouble());
    for (JsonNode each : figures) {
      double above = each.get("finalLoss").asDouble() - each.get("optimalLoss").asDouble();
      assertThat(above).isBetween(0.0, 0.1);
      assertThat(each.get("simulatedSeconds").asDouble()).isPositive();
      assertThat(each.get("configuration").get("compute").asText()).startsWith("stragglers");
    }
    assertThat(out.toString()).contains("policy", "steps/s", "bounded-delay:2", "none");
    assertThat(Files.readString(chart)).contains("uPlot").doesNotContain("{{");
  }

  @Test
  void theSameSeedGivesTheSameFileToTheByte() throws Exception {
    Path first = directory.resolve("first.json");
    Path second = directory.resolve("second.json");
    Path other = directory.resolve("other.json");
    String[] trouble = {
      "--crashes=exponential:2s", "--checkpoint-interval=500ms", "--restart=100ms",
      "--loss=0.01", "--idle=exponential:100ms", "--objective=logistic:16"
    };
    run(with(small(trouble), "--json=" + first, "--threads=1"));
    run(with(small(trouble), "--json=" + second, "--threads=3"));
    run(with(small(trouble), "--json=" + other, "--seed=4"));
    assertThat(err.toString()).isEmpty();
    assertThat(first).hasSameBinaryContentAs(second);
    assertThat(Files.readString(other)).isNotEqualTo(Files.readString(first));
  }

  private static String[] with(String[] options, String... more) {
    List<String> all = new ArrayList<>(List.of(options));
    for (String each : more) {
      all.removeIf(option -> option.startsWith(each.substring(0, each.indexOf('=') + 1)));
      all.add(each);
    }
    return all.toArray(new String[0]);
  }

  @Test
  void badInputIsRefusedByRuleNameAndValue() {
    assertThat(run("--compute=pareto:10ms,shape=1")).isEqualTo(2);
    assertThat(run("--compute=gamma:10ms")).isEqualTo(2);
    assertThat(run("--network=constant:10")).isEqualTo(2);
    assertThat(run("--loss=1")).isEqualTo(2);
    assertThat(run("--workers=0")).isEqualTo(2);
    assertThat(run("--steps=0")).isEqualTo(2);
    assertThat(run("--objective=cubic")).isEqualTo(2);
    assertThat(run("--policy=bounded-delay:0")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "flink-sgd: shape must be > 1 and < 1000: shape=1.0",
            "flink-sgd: compute must be one of constant, exponential, lognormal, pareto,"
                + " stragglers, one-slow: compute=gamma:10ms",
            "flink-sgd: network must be a time >= 0 such as 200us, 10ms or 1.5s: network=10",
            "flink-sgd: loss must be in [0, 1): loss=1.0",
            "flink-sgd: workers must be >= 1: workers=0",
            "flink-sgd: steps must be >= 1: steps=0",
            "flink-sgd: objective must be one of quadratic, logistic, sparse: objective=cubic",
            "flink-sgd: tau must be >= 1 (use synchronous for none): tau=0,"
                + " consistency=bounded-delay:0");
  }
}
