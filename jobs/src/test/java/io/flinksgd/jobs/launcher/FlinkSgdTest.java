// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.testing.Case;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FlinkSgdTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "train --help=optimizer; ftrl:alpha=...; warm-up=NUMBER",
        "train --help optimizers; sgd:rate=...; l1=NUMBER",
        "demo -h consistency; quorum:missing=...; missing=N",
        "simulate --help=codec; top-k:share=...; bucket=N",
        "train-images --help=model; mlp; hidden=N",
        "train --topic t --help=ftrl; ftrl:alpha=...; beta=NUMBER",
        "train --help features; hash:bits=...; crosses=FIELD*FIELD|..."
      })
  void theHelpOfATopicListsArguments(String line, String name, String argument) {
    assertThat(run(line.split(" "))).isZero();
    assertThat(out.toString().lines().map(String::strip)).contains(name, argument);
    assertThat(out.toString().lines().map(String::length)).allMatch(length -> length <= 80);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void theHelpOfANameSaysNothingOfOthers() {
    assertThat(run("train", "--help", "ftrl")).isZero();
    assertThat(out.toString()).contains("Default: invariant.").doesNotContain("momentum");
  }

  @Test
  void theUsualHelpNamesTheTopics() {
    assertThat(run("train", "--help")).isZero();
    assertThat(out.toString())
        .contains("-h, --help[=TOPIC]", "--optimizer", "--batch")
        .doesNotContain("half-life");
  }

  @Test
  void anUnknownTopicIsRefused() {
    assertThat(run("train", "--help=optimiser")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith(
            "flink-sgd: help must be of features, model, optimizer, consistency, codec or one of"
                + " their values (did you mean optimizer?): help=optimiser");
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

  @Tag("case")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--model-topic;a b|model-topic must be 1 to 249 letters (a-z, A-Z), digits, dots, underscores and hyphens, and not . or ..: model-topic=a b",
        "--topic;..|topic must be 1 to 249 letters (a-z, A-Z), digits, dots, underscores and hyphens, and not . or ..: topic=..",
        "--parallelism;100000|parallelism must be <= 32768: parallelism=100000",
        "--property;key.deserializer=foo|key.deserializer must not be given: records are read as bytes: property key.deserializer=foo",
        "--page-size;7|page-size must be a power of two from 16 to 1048576, so that a page fits a record: page-size=7",
        "--gap-sampling;0|gap-sampling must be >= 1: gap-sampling=0",
        "--progress-interval;0ms|progress-interval in ms must be >= 1: progress-interval in ms=0",
        "--view-codec;fp61|view-codec must be one of none, bf16, fp16, top-k, one-bit, qsgd (did you mean fp16?): view-codec=fp61",
        "--optimizer;ftrl:alpha=0|alpha must be > 0 and finite: alpha=0.0, optimizer=ftrl:alpha=0"
      })
  void aBrokenRuleIsSaidWithTheNameThatWasTyped(String given, String right) {
    String line = "train;--bootstrap-servers;localhost:1;--topic;t;" + given;
    String[] arguments = line.replace("--topic;t;--topic", "--topic").split(";");
    assertThat(run(arguments)).isEqualTo(2);
    Case.equal("strangers", given.replace(';', ' '), "flink-sgd: " + right, err.toString().strip());
  }

  @Tag("case")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "frobnicate|Unknown command: frobnicate",
        "trian --topic t|Unknown command: trian (did you mean train?)",
        "train --topci t|Unknown options: --topci (did you mean --topic?) (values are not shown, for they may be secrets)",
        "hunter2|Unknown arguments (values are not shown, for they may be secrets)",
        "sql /tmp|file must be a file that can be read: file=/tmp (a directory)",
        "sql /bin/ls|file must be a text in UTF-8: file=/bin/ls",
        "sql /no/such|file must exist: file=/no/such"
      })
  void whatIsNoCommandAndNoScriptIsSaid(String line, String right) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    String said = err.toString().lines().findFirst().orElse("");
    Case.equal("strangers", line, "flink-sgd: " + right, said);
    assertThat(err.toString().contains("Commands: demo, train, "))
        .isEqualTo(right.startsWith("Unknown") && !line.startsWith("train"));
  }

  @Tag("case")
  @Test
  void anArgumentOfAnOptionInSqlIsSaidWithItsReason() throws Exception {
    Path script =
        Files.writeString(
            directory.resolve("wrong.sql"),
            "CREATE TABLE t (label INT, x DOUBLE) WITH ('connector' = 'flink-sgd',"
                + " 'properties.bootstrap.servers' = 'localhost:1', 'model.topic' = 'm',"
                + " 'optimizer' = 'ftrl', 'optimizer.alpa' = '3');\n"
                + "EXPLAIN INSERT INTO t VALUES (1, 2.0);\n");
    assertThat(run("sql", script.toString(), "--bootstrap-servers", "localhost:1")).isEqualTo(1);
    Case.equal(
        "strangers",
        "SQL: 'optimizer' = 'ftrl', 'optimizer.alpa' = '3'",
        "flink-sgd: optimizer ftrl does not know [alpa] (did you mean alpha?), and knows alpha,"
            + " beta, l1, l2, update: optimizer=ftrl:alpa=3",
        err.toString().strip());
  }

  @Test
  void optionsThatDoNotGoTogetherAreRefused() {
    assertThat(run("demo", "--consistency", "synchronous", "--pipeline-depth", "2")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("flink-sgd: pipeline-depth must be 1 with synchronous")
        .contains("pipeline-depth=2");
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
