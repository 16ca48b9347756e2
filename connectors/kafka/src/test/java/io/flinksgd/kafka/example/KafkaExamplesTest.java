// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Rejected;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.kafka.testing.SharedBroker;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.testing.Case;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class KafkaExamplesTest {
  private static final FeatureHasher HASHER = FeatureHasher.parse("hash:bits=18");

  @Test
  void usageExample() throws Exception {
    SharedBroker.topic("examples-usage", 2);
    send("examples-usage", "{'label':1,'device':'phone'}", "{'label':0,'device':'desktop'}");
    Run run =
        run(
            KafkaExamples.from(SharedBroker.address(), "examples-usage")
                .group("trainer")
                .hashed(HASHER)
                .outOfOrderness(Duration.ofSeconds(5)));
    assertThat(run.rejected).isEmpty();
    assertThat(run.examples).extracting(Example::label).containsExactlyInAnyOrder(1f, 0f);
  }

  @Test
  void everyBadRecordIsRejectedWithItsOriginAndTheGoodOnesGoOn() throws Exception {
    SharedBroker.topic("examples-bad", 1);
    send(
        "examples-bad",
        "{'label':1,'dense':[1,2]}",
        "{'label':",
        "{'dense':[1,2]}",
        "{'label':NaN,'dense':[1,2]}",
        "{'label':1,'dense':[1,1e400]}",
        "{'label':1,'dense':[1]}",
        "{'label':1,'dense':[1,2],'x':'" + "x".repeat(500) + "'}",
        null,
        "{'label':0,'dense':[3,4]}");
    Run run =
        run(
            KafkaExamples.from(SharedBroker.address(), "examples-bad")
                .dense(2)
                .maxRecordBytes(300));
    assertThat(run.examples).extracting(Example::origin).containsExactly(at(0), at(8));
    assertThat(run.rejected)
        .extracting(Rejected::reason)
        .containsExactly(
            Reason.UNPARSABLE,
            Reason.MISSING_LABEL,
            Reason.NOT_FINITE,
            Reason.NOT_FINITE,
            Reason.WRONG_DIMENSION,
            Reason.OVERSIZED,
            Reason.TOMBSTONE);
    assertThat(run.rejected)
        .extracting(r -> r.origin().offset())
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(run.rejected.get(0).raw()).asString(StandardCharsets.UTF_8).isEqualTo("{\"label\":");
    assertThat(run.rejected.get(5).raw())
        .hasSize("{'label':1,'dense':[1,2],'x':''}".length() + 500);
  }

  @Test
  void abortedExamplesAreNotLearnedFrom() throws Exception {
    SharedBroker.topic("examples-aborted", 1);
    try (KafkaProducer<byte[], byte[]> producer =
        SharedBroker.producer(Map.of("transactional.id", "examples-aborted"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(record("examples-aborted", "{'label':1,'sparse':{'1':1}}")).get();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(record("examples-aborted", "{'label':0,'sparse':{'2':1}}")).get();
      producer.commitTransaction();
    }
    Run run = run(KafkaExamples.from(SharedBroker.address(), "examples-aborted").sparse(10));
    assertThat(run.examples).extracting(Example::label).containsExactly(0f);
    assertThat(((Features.Sparse) run.examples.get(0).features()).indices()).containsExactly(2);
  }

  @Test
  void startIsNamedByWord() throws Exception {
    SharedBroker.topic("examples-start", 1);
    send("examples-start", "{'label':1,'sparse':{}}");
    long later = System.currentTimeMillis() + 3_600_000;
    KafkaExamples examples = KafkaExamples.from(SharedBroker.address(), "examples-start").sparse(1);
    assertThat(run(examples.startingAt("earliest")).examples).hasSize(1);
    assertThat(run(examples.startingAt("latest")).examples).isEmpty();
    assertThat(run(examples.startingAt("timestamp:" + later)).examples).isEmpty();
    assertThatThrownBy(() -> examples.startingAt("noon"))
        .hasMessage(
            "offsets must be earliest, latest, committed or timestamp:MILLISECONDS: offsets=noon");
  }

  @Test
  void missingTopicIsNamedBeforeJobStarts() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    assertThatThrownBy(
            () -> KafkaExamples.from(SharedBroker.address(), "no-examples").dense(1).in(env))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("topic must exist: topic=no-examples");
  }

  @Test
  @Tag("case")
  void anEndOfAPartitionThatThereIsNotIsRefused() {
    SharedBroker.topic("examples-ends", 1);
    KafkaExamples examples =
        KafkaExamples.from(SharedBroker.address(), "examples-ends")
            .dense(1)
            .endingAt(Map.of(new TopicPartition("examples-ends", 7), 5L));
    Throwable refused =
        catchThrowable(() -> examples.in(StreamExecutionEnvironment.createLocalEnvironment(1)));
    Case.equal(
        "kafka",
        "--stopping-offsets 7=5 of a topic with one partition",
        "stopping-offsets must be of partitions that the topic has: stopping-offsets=7=5,"
            + " topic=examples-ends, partitions=1",
        refused == null ? "nothing is said" : refused.getMessage());
  }

  @Test
  void featuresMustBeMapped() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    assertThatThrownBy(() -> KafkaExamples.from("localhost:1", "t").in(env))
        .hasMessage("features must be one of hashed, dense, sparse and images: features=none");
  }

  @Test
  void featuresMustFitTheModel() {
    SharedBroker.topic("examples-bits", 1);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    ExampleStreams streams =
        KafkaExamples.from(SharedBroker.address(), "examples-bits")
            .hashed(FeatureHasher.bits(6))
            .in(env);
    assertThatThrownBy(() -> streams.train(TrainingSpec.of(LogisticRegression.hashed(5))))
        .hasMessage(
            "features must have at most as many coordinates as the model: features=hash:bits=6,namespaces=own,"
                + " model=logistic-regression:hashed=5");
  }

  /** What a bounded job gave. */
  private record Run(List<Example> examples, List<Rejected> rejected) {}

  @SuppressWarnings("try") // Closing an iterator may be interrupted: then the test fails.
  private static Run run(KafkaExamples examples) throws Exception {
    Configuration noKryo = new Configuration().set(PipelineOptions.GENERIC_TYPES, false);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, noKryo);
    ExampleStreams streams = examples.endingAt("latest").in(env);
    try (CloseableIterator<Example> good = streams.examples().collectAsync();
        CloseableIterator<Rejected> bad = streams.rejected().collectAsync()) {
      env.executeAsync();
      Run run = new Run(new ArrayList<>(), new ArrayList<>());
      good.forEachRemaining(run.examples::add);
      bad.forEachRemaining(run.rejected::add);
      return run;
    }
  }

  private static Origin at(long offset) {
    return new Origin("examples-bad", 0, offset);
  }

  private static void send(String topic, String... records) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = SharedBroker.producer(Map.of())) {
      for (String json : records) {
        producer.send(record(topic, json)).get();
      }
    }
  }

  /** A record whose quotes are written as apostrophes. */
  private static ProducerRecord<byte[], byte[]> record(String topic, String json) {
    byte[] value = json == null ? null : json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(topic, value);
  }
}
