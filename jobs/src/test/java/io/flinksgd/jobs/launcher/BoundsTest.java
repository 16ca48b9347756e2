// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinksgd.consistency.ConvergenceBound;
import io.flinksgd.consistency.ElasticConstant;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class BoundsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String scheme, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "bounds",
                "--workers=64",
                "--scheme=" + scheme,
                "--moment=1.5",
                "--variance=1",
                "--smoothness=2",
                "--gap0=3"));
    arguments.addAll(List.of(more));
    CommandLine line = FlinkSgd.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(arguments.toArray(new String[0]));
  }

  private JsonNode json(String scheme, String... more) throws Exception {
    List<String> options = new ArrayList<>(List.of(more));
    options.add("--json");
    assertThat(run(scheme, options.toArray(new String[0]))).as(err.toString()).isZero();
    JsonNode json = new ObjectMapper().readTree(out.toString());
    out.getBuffer().setLength(0);
    return json;
  }

  @Test
  void saysTheConstantTheRateTheLearningRateAndTheHorizon() throws Exception {
    JsonNode json = json("bounded-delay", "--tau=4");
    ConvergenceBound bound =
        new ConvergenceBound(64, 2, 1, 3, ElasticConstant.boundedDelay(4, 64, 1.5));
    double steps = json.get("steps").asDouble();
    assertThat(json.get("B").asDouble()).isEqualTo(4 * 1.5 * 63 / 64);
    assertThat(json.get("horizon").asDouble()).isEqualTo(bound.horizon());
    assertThat(steps).isEqualTo(Math.ceil(bound.horizon()));
    assertThat(json.get("learningRate").asDouble()).isEqualTo(Math.sqrt(64 / steps));
    JsonNode rate = json.get("rate");
    assertThat(rate.get("inconsistency").asDouble())
        .isCloseTo(rate.get("noise").asDouble() / 10, within(1e-12));
    assertThat(rate.get("total").asDouble())
        .isEqualTo(bound.nonConvex(bound.rate(steps), steps).total());
    assertThat(json.get("tunedRate").get("total").asDouble())
        .isLessThanOrEqualTo(rate.get("total").asDouble());
  }

  @Test
  void saysItInWordsToo() {
    assertThat(run("bounded-delay", "--tau=4")).isZero();
    assertThat(out.toString())
        .contains("B  ", "5.90625 gradient norms")
        .contains("learning rate", "predicted rate", "horizon");
  }

  @Test
  void everySchemeHasAnAnswer() throws Exception {
    assertThat(json("synchronous").get("B").asDouble()).isZero();
    assertThat(json("quorum", "--missing=2").get("B").asDouble()).isEqualTo(2 * 1.5 / 64);
    assertThat(json("predicted-quorum", "--missing=2").get("B").asDouble()).isEqualTo(6.0 / 64);
    assertThat(json("delayed-updates", "--tau=3").get("B").asDouble()).isEqualTo(4.5);
    assertThat(json("shared-memory", "--tau=3").get("B").asDouble()).isEqualTo(4.5);
    assertThat(json("error-feedback", "--gamma=0.25").get("B").asDouble()).isEqualTo(1.5);
    assertThat(json("top-k", "--keep=75", "--dimension=100").get("B").asDouble()).isEqualTo(1.5);
    assertThat(json("one-bit", "--dimension=1").get("B").asDouble()).isZero();
    assertThat(json("quantised", "--levels=1000", "--dimension=100").get("B").asDouble())
        .isCloseTo(0.015, within(1e-3));
    assertThat(json("elastic-scheduler", "--beta=0.8").get("B").asDouble())
        .isCloseTo(0.3, within(1e-9));
    assertThat(json("predicted-scheduler").get("B").asDouble()).isEqualTo(3.0 * 63 / 64);
    assertThat(json("elastic-bound", "--bound=2").get("B").asDouble()).isEqualTo(2);
    assertThat(json("quorum,error-feedback", "--missing=32", "--gamma=0.25").get("B").asDouble())
        .isEqualTo(0.75 + 1.5);
  }

  @Test
  void stronglyConvexFunctionsHaveATheoremOfTheirOwn() throws Exception {
    JsonNode json = json("synchronous", "--convexity=0.5", "--steps=100000");
    assertThat(json.get("stronglyConvexLearningRate").asDouble())
        .isEqualTo(2 * Math.log(6.4e6) / (0.5 * 1e5));
    assertThat(json.get("stronglyConvexRate").get("beginning").asDouble())
        .isLessThanOrEqualTo(12 / 6.4e6);
  }

  @Test
  void badInputIsRefusedByRuleNameAndValue() {
    assertThat(run("bounded-delay")).isEqualTo(2);
    assertThat(run("bounded-delay", "--tau=-1")).isEqualTo(2);
    assertThat(run("quorum", "--missing=64")).isEqualTo(2);
    assertThat(run("no-such")).isEqualTo(2);
    assertThat(run("asynchronous")).isEqualTo(2);
    assertThat(run("elastic-bound", "--bound=1")).isEqualTo(2);
    assertThat(run("synchronous", "--steps=10")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "flink-sgd: --tau must be given: scheme=bounded-delay",
            "flink-sgd: tau must be >= 0: tau=-1",
            "flink-sgd: missing must be in [0, workers): missing=64 workers=64",
            "flink-sgd: scheme must be one of synchronous, bounded-delay, delayed-updates, quorum,"
                + " predicted-quorum, shared-memory, error-feedback, top-k, one-bit, quantised,"
                + " elastic-scheduler, predicted-scheduler, elastic-bound: scheme=no-such",
            "flink-sgd: scheme must have a bound; for asynchronous training give bounded-delay"
                + " with the largest delay that was seen: scheme=asynchronous",
            "flink-sgd: B must be >= (p - 1) M / p = 1.4765625, one step of each of the other"
                + " workers: B=1.0",
            "flink-sgd: steps must be >= 256.0, where sqrt(p / T) is small enough for the theorem:"
                + " steps=10.0");
  }

  @Test
  void aVarianceIsNotMoreThanTheSecondMoment() {
    CommandLine line = FlinkSgd.commandLine();
    line.setErr(new PrintWriter(err, true));
    int code =
        line.execute(
            "bounds",
            "--workers=2",
            "--scheme=synchronous",
            "--moment=1",
            "--variance=2",
            "--smoothness=1",
            "--gap0=1");
    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("variance must be <= moment 1.0: variance=2.0");
  }
}
