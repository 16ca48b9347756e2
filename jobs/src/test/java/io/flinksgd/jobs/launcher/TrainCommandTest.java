// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.jobs.local.TrainingAccount;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.embedded.EmbeddedBroker;
import io.flinksgd.testing.Case;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code train} says of records that are none. */
class TrainCommandTest {
  private static EmbeddedBroker broker;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path output;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
  }

  @Test
  @Tag("case")
  void aRunOfWhichEveryRecordWasRejectedSaysSoAndFails() throws Exception {
    int code = train("nothing", 12, i -> "no JSON");
    Case.equal("records", "train, 12 records, none of them JSON: exit code", 1, code);
    Case.holds(
        "records",
        "train, 12 records, none of them JSON: terminal",
        "says so, with the first reasons",
        err.toString().lines().findFirst().orElse(""),
        err.toString().contains("of 12 records every one was: UNPARSABLE 12. The first: UNPARSABLE")
            && err.toString().contains("nothing was learned, every record was rejected"));
    assertThat(out.toString()).contains("0 examples learned from, 12 records rejected");
  }

  @Test
  void whatWasRejectedIsSaidByReasonAndAFewOfThemAreNoFailure() throws Exception {
    int code =
        train(
            "some",
            100,
            i ->
                i == 7
                    ? "{}"
                    : i % 50 == 3 ? "no JSON" : "{\"label\":%d,\"x\":1}".formatted(i % 2));
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains(
            "97 examples learned from, 3 records rejected (MISSING_LABEL 1, UNPARSABLE 2). The"
                + " first: ");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  @Tag("case")
  void aShareAboveTheLimitFailsTheJob() {
    int code =
        train(
            "many",
            100,
            i -> i % 2 == 0 ? "no JSON" : "{\"label\":1,\"x\":1}",
            "--max-rejected",
            "0.2");
    Case.holds(
        "records",
        "train --max-rejected 0.2, every other record is no JSON",
        "fails with the figures",
        "exit code " + code,
        code == 1
            && err.toString().contains("at most 0.2 of the records must be rejected, but of "));
  }

  @Test
  void anAccountIsReadByName() {
    TrainingAccount account =
        new TrainingAccount(
            Map.of(
                "learned", "5",
                "rejected", "2",
                "rejected.UNPARSABLE", "2",
                "first.1", "a",
                "first.2", "b",
                "warning.1", "old",
                "warning.2", "new"));
    assertThat(account.words())
        .isEqualTo("5 examples learned from, 2 records rejected (UNPARSABLE 2). The first: a; b");
    assertThat(account.warningsAfter(1)).containsExactly(Map.entry(2, "new"));
    assertThat(account.nothingLearned()).isFalse();
    assertThat(new TrainingAccount(Map.of()).nothingLearned()).isFalse();
  }

  private int train(String topic, int records, IntFunction<String> record, String... more) {
    try (KafkaTopics topics = KafkaTopics.connect(broker.bootstrapServers())) {
      topics.log(topic, 1, Duration.ofDays(1));
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        var unused = producer.send(new ProducerRecord<>(topic, record.apply(i).getBytes(UTF_8)));
      }
    }
    CommandLine line = FlinkSgd.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    String[] all = {
      "train",
      "--bootstrap-servers",
      broker.bootstrapServers(),
      "--topic",
      topic,
      "--bounded",
      "true",
      "--parallelism",
      "2",
      "--model-topic",
      topic + "-model",
      "--output",
      output.toString()
    };
    String[] arguments = java.util.Arrays.copyOf(all, all.length + more.length);
    System.arraycopy(more, 0, arguments, all.length, more.length);
    return line.execute(arguments);
  }
}
