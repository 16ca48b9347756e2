// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.evaluation.PredictedExample;
import io.flinksgd.evaluation.Prediction;
import io.flinksgd.example.Origin;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.result.KafkaPredictions;
import io.flinksgd.kafka.result.KafkaResults;
import io.flinksgd.kafka.testing.SharedBroker;
import io.flinksgd.testing.Case;
import io.flinksgd.testing.GoldenBytes;
import io.flinksgd.wire.FormatId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.internal.CheckpointTransaction;
import org.apache.flink.connector.kafka.sink.internal.TransactionOwnership;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Transactions of sinks, checkpoint by checkpoint. */
@Tag("case")
final class TopicSinkTest {
  private static final Prediction PREDICTION =
      new Prediction(new PredictedExample("k", 1f, 1f, 0L, new Origin("clicks", 0, 0)), 0.5f);

  private final JobID job = new JobID();

  @Test
  void idsStayTheSameAndAnIdleSinkMakesNone() throws Exception {
    try (SinkTask<Prediction> busy = SinkTask.start(predictions("ids-busy"), job);
        SinkTask<Prediction> idle = SinkTask.start(predictions("ids-idle"), job)) {
      for (int i = 0; i < 5; i++) {
        busy.write(PREDICTION);
        busy.checkpoint();
        idle.checkpoint();
      }
      List<String> early = ids("ids-busy");
      for (int i = 0; i < 45; i++) {
        busy.write(PREDICTION);
        busy.checkpoint();
        idle.checkpoint();
      }
      Case.equal(
          "kafka", "transactional ids after 50 checkpoints as after 5", early, ids("ids-busy"));
      Case.equal(
          "kafka", "transactional ids of a sink without records", List.of(), ids("ids-idle"));
    }
    assertThat(SharedBroker.read("ids-busy")).hasSize(50);
  }

  @Test
  void whatWasClosedLeavesNoThread() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (SinkTask<Prediction> task = SinkTask.start(predictions("ids-threads"), job)) {
      task.write(PREDICTION);
      task.checkpoint();
    }
    List<String> left = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!before.contains(thread) && thread.getName().startsWith("kafka-")) {
        thread.join(20_000);
        if (thread.isAlive()) {
          left.add(thread.getName());
        }
      }
    }
    Case.equal("flink", "Kafka's threads after a transactional sink was closed", List.of(), left);
  }

  @Test
  void whatWasPreparedIsCommittedAfterARestoreAndWhatWasNotIsAborted() throws Exception {
    SinkTask<Prediction> first = SinkTask.start(predictions("ids-restore"), job);
    first.write(PREDICTION);
    SinkTask.State state = first.prepare();
    first.write(PREDICTION);
    first.write(PREDICTION);
    first.close();
    try (SinkTask<Prediction> second =
        SinkTask.restore(predictions("ids-restore"), new JobID(), state)) {
      second.write(PREDICTION);
      second.checkpoint();
      second.checkpoint();
    }
    Case.equal(
        "kafka",
        "restore of a checkpoint with 1 record prepared, then 1 more: records",
        2,
        SharedBroker.read("ids-restore").size());
  }

  /** A run that was killed, so that nobody aborts what it has open. */
  @Test
  void aTransactionThatADeadRunLeftOpenHoldsUpNoReader() throws Exception {
    SharedBroker.topics().log("ids-open", 1, Duration.ofDays(1));
    try (KafkaProducer<byte[], byte[]> dead =
        SharedBroker.producer(
            Map.of(
                "transactional.id",
                "flink-sgd-ids-open:" + job.toHexString().substring(0, 8) + "-0-0"))) {
      dead.initTransactions();
      dead.beginTransaction();
      dead.send(new ProducerRecord<>("ids-open", new byte[1])).get();
      try (SinkTask<Prediction> idle = SinkTask.start(predictions("ids-open"), job);
          KafkaTopics topics = SharedBroker.topics()) {
        idle.checkpoint();
        Case.equal(
            "kafka",
            "open transactions when a killed run is started anew, without records",
            List.of(),
            List.copyOf(topics.openTransactions("ids-open").keySet()));
      }
    }
  }

  /** A job that was killed, and another one that is no restore of it. */
  @Test
  void whatAnotherJobHasLeftOpenIsEndedUnlessItWrites() throws Exception {
    TopicSettings settings =
        ((TopicSink<?>) KafkaPredictions.sink(KafkaTarget.of(SharedBroker.address(), "ids-left")))
            .settings();
    try (KafkaTopics topics = SharedBroker.topics();
        SinkTask<Prediction> other = SinkTask.start(predictions("ids-left"), job)) {
      other.write(PREDICTION);
      SinkTask.State unused = other.prepare();
      assertThat(topics.openTransactions("ids-left")).hasSize(1);
      LeftTransactions.end(topics, settings, "flink-sgd-ids-left:me", Duration.ofMillis(200));
      Case.equal(
          "kafka",
          "open transactions that a job of another lineage does not write any more",
          List.of(),
          List.copyOf(topics.openTransactions("ids-left").keySet()));
    }
  }

  /** Each with ids of its own. */
  @Test
  void twoJobsMayWriteOneTopicOfPredictions() throws Exception {
    try (SinkTask<Prediction> one = SinkTask.start(predictions("ids-shared"), job);
        SinkTask<Prediction> two = SinkTask.start(predictions("ids-shared"), new JobID())) {
      for (int i = 0; i < 5; i++) {
        one.write(PREDICTION);
        SinkTask.State unused = one.prepare();
        two.write(PREDICTION);
        two.checkpoint();
        one.commit();
      }
    }
    Case.equal(
        "kafka",
        "predictions of two jobs that write one topic, 5 each",
        10,
        SharedBroker.read("ids-shared").size());
  }

  /** The id of another topic's sink may begin with this one's name. */
  @Test
  void transactionsOfATopicWhoseNameBeginsAlikeAreLeftAlone() throws Exception {
    try (SinkTask<Prediction> other = SinkTask.start(predictions("alike-other"), job)) {
      other.write(PREDICTION);
      SinkTask.State unused = other.prepare();
      try (SinkTask<Prediction> one = SinkTask.start(predictions("alike"), job)) {
        one.write(PREDICTION);
        one.checkpoint();
      }
      other.commit();
    }
    assertThat(SharedBroker.read("alike-other")).hasSize(1);
  }

  @Test
  void idleSubtasksHaveIdsOfTheirOwnAfterARestore() throws Exception {
    SinkTask.State idle;
    try (SinkTask<Prediction> second = SinkTask.start(predictions("ids-subtask"), job, 3, 1)) {
      idle = second.checkpoint();
    }
    try (SinkTask<Prediction> restored =
        SinkTask.restore(predictions("ids-subtask"), new JobID(), idle)) {
      restored.write(PREDICTION);
      restored.checkpoint();
    }
    assertThat(ids("ids-subtask"))
        .isNotEmpty()
        .allMatch(id -> id.matches("flink-sgd-ids-subtask:[0-9a-f]{8}-1-\\d"));
  }

  @Test
  void aTransactionLongerThanTheBrokerAllowsIsRefusedAtTheStart() {
    Map<String, String> hours = Map.of("transaction.timeout.ms", "7200000");
    Throwable thrown =
        catchThrowable(() -> SinkTask.start(predictions("ids-hours", hours), job).close());
    assertThat(thrown).isInstanceOf(SuppressRestartsException.class);
    Case.equal(
        "kafka",
        "transaction.timeout.ms of 2 h where the broker allows 1 h",
        "transaction.timeout.ms must be <= the broker's transaction.max.timeout.ms=3600000:"
            + " transaction.timeout.ms=7200000",
        thrown.getCause().getMessage());
    KafkaResults results =
        new KafkaResults(
            SharedBroker.address(),
            hours,
            new KafkaResults.Topics(
                Optional.empty(), Optional.of("ids-hours"), Optional.empty(), Optional.empty()));
    assertThat(catchThrowable(() -> results.createTopics(1)))
        .hasMessage(thrown.getCause().getMessage());
  }

  @Test
  void stateIsReadAsItWasWrittenAlsoByFlinksOwnSink() throws Exception {
    TopicSink<Prediction> sink =
        (TopicSink<Prediction>)
            KafkaPredictions.sink(KafkaTarget.of(SharedBroker.address(), "state"));
    var flinks = sink.sink("p").getWriterStateSerializer();
    var states = sink.getWriterStateSerializer();
    KafkaWriterState state =
        new KafkaWriterState(
            "p",
            1,
            2,
            TransactionOwnership.EXPLICIT_BY_WRITER_STATE,
            List.of(new CheckpointTransaction("p-1-0", 7)));
    assertThat(states.deserialize(flinks.getVersion(), flinks.serialize(state)))
        .isEqualTo(new TopicWriterState(Optional.of(state), ""));
    TopicWriterState both = new TopicWriterState(Optional.of(state), "l");
    assertThat(HexFormat.of().formatHex(states.serialize(both)))
        .startsWith("4653475401" + "00016c" + "00000002" + "000170");
    assertThat(states.deserialize(1001, states.serialize(both))).isEqualTo(both);
    TopicWriterState none = new TopicWriterState(Optional.empty(), "l");
    assertThat(HexFormat.of().formatHex(states.serialize(none)))
        .isEqualTo(GoldenBytes.of(FormatId.WRITER));
    assertThat(states.deserialize(1001, states.serialize(none))).isEqualTo(none);
  }

  static Sink<Prediction> predictions(String topic) {
    return predictions(topic, Map.of());
  }

  private static Sink<Prediction> predictions(String topic, Map<String, String> properties) {
    return KafkaPredictions.sink(
        KafkaTarget.of(SharedBroker.address(), topic).properties(properties));
  }

  /** The ids that the broker knows of a topic's sink. */
  static List<String> ids(String topic) throws Exception {
    Map<String, Object> client = new HashMap<>();
    Properties properties = SharedBroker.client();
    properties.stringPropertyNames().forEach(n -> client.put(n, properties.getProperty(n)));
    try (Admin admin = Admin.create(client)) {
      return admin.listTransactions().all().get().stream()
          .map(TransactionListing::transactionalId)
          .filter(id -> id.startsWith("flink-sgd-" + topic + ":"))
          .sorted()
          .toList();
    }
  }
}
