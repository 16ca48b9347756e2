package io.flinksgd.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.testing.Case;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FlinkSgdTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = FlinkSgd.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Test
  void theHelpNamesEveryCommand() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("demo", "train", "model", "sql");
  }

  @Test
  void anUnknownOptionIsRefusedByName() {
    assertThat(run("train", "--bacth", "64")).isEqualTo(2);
    assertThat(err.toString()).contains("--bacth").contains("flink-sgd train --help");
  }

  @Test
  void aWrongValueIsRefusedBeforeAnythingIsStarted() {
    assertThat(run("demo", "--batch", "0")).isEqualTo(2);
    assertThat(err.toString()).startsWith("flink-sgd: batch must be >= 1: batch=0");
  }

  @ParameterizedTest
  @CsvSource({
    "on-divergence, stop, warn or stop-publishing or fail",
    "max-rejected, '', 'SHARE, SHARE:fail or SHARE:warn'",
    "max-rejected, x, 'SHARE, SHARE:fail or SHARE:warn'",
    "batch, x, a whole number",
    "progress-interval, x, a duration such as 10ms or 5s",
    "local-steps, maybe, true or false"
  })
  void aValueThatCannotBeReadIsRefusedInOneSentence(String option, String value, String rule) {
    String line =
        "train --bootstrap-servers localhost:1 --topic t --%s=%s".formatted(option, value);
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(err.toString().strip())
        .isEqualTo("flink-sgd: %1$s must be %2$s: %1$s=%3$s".formatted(option, rule, value));
  }

  @Test
  void optionsThatDoNotGoTogetherAreRefused() {
    assertThat(run("demo", "--consistency", "synchronous", "--pipeline-depth", "2")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("flink-sgd: pipelineDepth must be 1 with synchronous")
        .contains("pipelineDepth=2");
  }

  @Test
  void aMissingOptionIsNamedWithBothWaysToGiveIt() {
    assertThat(run("train", "--topic", "clicks")).isEqualTo(2);
    assertThat(err.toString()).contains("--bootstrap-servers", "flink-sgd.bootstrap-servers");
  }

  @Test
  void secretsAreNotSaid() {
    run(
        "train",
        "--topic",
        "clicks",
        "--property",
        "sasl.jaas.config=org.Login password=hunter2",
        "--batch",
        "0");
    assertThat(out.toString() + err).doesNotContain("hunter2");
  }

  @Tag("case")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "train --topic clicks --property ssl.key.password:hunter2",
        "train --topic clicks --propery ssl.key.password=hunter2",
        "train --topic clicks --ssl.key.password=hunter2",
        "train --topic clicks hunter2",
        "model --bootstrap-servers b:1 --model-topic m --property ssl.key.password:hunter2"
      })
  void noErrorSaysAValue(String line) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    String said = err.toString().lines().findFirst().orElse("");
    boolean secret = (out.toString() + err).contains("hunter2");
    Case.holds("secrets", line, "an error without the value", said, !secret && !said.isEmpty());
  }
}
