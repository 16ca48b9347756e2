// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.result.KafkaPredictions;
import io.flinksgd.kafka.testing.SharedBroker;
import io.flinksgd.testing.Case;
import io.flinksgd.testing.Until;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.internal.FlinkKafkaInternalProducer;
import org.apache.flink.connector.kafka.sink.internal.KafkaCommitter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Transactions of a checkpoint that is restored. */
@Tag("case")
final class TopicCommitterTest {
  private static final String TOPIC = "restored";

  private final SimpleCounter lost = new SimpleCounter();
  private final SimpleCounter ended = new SimpleCounter();

  @BeforeAll
  static void topic() {
    SharedBroker.topics().log(TOPIC, 1, Duration.ofDays(1));
  }

  @Test
  void whatIsOpenIsCommitted() throws Exception {
    commit(prepared("open-0-0", 60_000));
    awaitRecords("open-0-0", 1);
    assertThat(lost.getCount()).isZero();
  }

  @Test
  void whatWasCommittedBeforeTheFailureIsNoLoss() throws Exception {
    KafkaCommittable prepared = prepared("twice-0-0", 60_000);
    commit(prepared);
    commit(prepared);
    KafkaCommittable next = prepared("twice-0-0", 60_000); // and its id is in use again
    commit(prepared);
    commit(next);
    Case.equal(
        "withstanding",
        "recovery with a transaction that was committed before the failure: lost transactions",
        0L,
        lost.getCount());
    awaitRecords("twice-0-0", 2);
  }

  @Test
  void whatKafkaHasAbortedIsALossThatIsCounted() throws Exception {
    KafkaCommittable prepared = prepared("late-0-0", 100);
    Until.holds("an abort", () -> Fate.of(settings(), prepared) != Fate.OPEN);
    commit(prepared);
    commit(new KafkaCommittable(7, (short) 0, "never-0-0", null));
    Case.equal(
        "withstanding",
        "recovery after longer than transactions live, and from one that Kafka has forgotten: lost",
        2L,
        lost.getCount());
    assertThat(records()).doesNotContain("late-0-0");
  }

  @Test
  void whatAnotherJobHasEndedIsCountedApart() throws Exception {
    KafkaCommittable prepared = prepared("theirs-0-0", 60_000);
    KafkaCommittable own = prepared("own-0-0", 60_000);
    commit(own);
    try (KafkaTopics topics = SharedBroker.topics()) {
      topics.endOthers(List.of("theirs-0-0", "never-was-0-0"));
    }
    commit(prepared);
    // its job goes on, fails, and is restored from a later checkpoint
    KafkaCommittable next = prepared("theirs-0-0", 60_000);
    commit(next);
    commit(prepared("theirs-0-0", 60_000));
    commit(next);
    commit(own);
    Case.equal(
        "withstanding",
        "recovery with a transaction that another job has ended: ended, lost transactions",
        List.of(1L, 0L),
        List.of(ended.getCount(), lost.getCount()));
    awaitRecords("theirs-0-0", 2);
  }

  private static TopicSettings settings() {
    return ((TopicSink<?>) KafkaPredictions.sink(KafkaTarget.of(SharedBroker.address(), TOPIC)))
        .settings();
  }

  private static List<String> records() {
    return SharedBroker.read(TOPIC);
  }

  /** A commit is answered before readers see it. */
  private static void awaitRecords(String value, int count) throws Exception {
    Until.holds(value, () -> Collections.frequency(records(), value) >= count);
    assertThat(records()).filteredOn(value::equals).hasSize(count);
  }

  private static Properties client(long timeoutMillis) {
    Properties client = settings().address().client();
    client.setProperty("transaction.timeout.ms", Long.toString(timeoutMillis));
    String bytes = "org.apache.kafka.common.serialization.ByteArraySerializer";
    client.setProperty("key.serializer", bytes);
    client.setProperty("value.serializer", bytes);
    return client;
  }

  /** A transaction with one record, as a checkpoint holds it whose job has failed. */
  private static KafkaCommittable prepared(String id, long timeoutMillis) {
    try (FlinkKafkaInternalProducer<byte[], byte[]> producer =
        new FlinkKafkaInternalProducer<>(client(timeoutMillis), id)) {
      producer.initTransactions();
      producer.beginTransaction();
      var unused =
          producer.send(new ProducerRecord<>(TOPIC, id.getBytes(StandardCharsets.UTF_8)), null);
      producer.flush();
      return new KafkaCommittable(producer.getProducerId(), producer.getEpoch(), id, null);
    }
  }

  private void commit(KafkaCommittable committable) throws Exception {
    Asked asked = new Asked(committable);
    try (TopicCommitter committer =
        new TopicCommitter(
            prefix ->
                new KafkaCommitter(
                    client(60_000), prefix, 0, 0, true, FlinkKafkaInternalProducer::new),
            settings(),
            lost,
            ended)) {
      committer.commit(List.of(asked));
    }
    assertThat(asked.failures).isEmpty();
  }

  /** Remembers what is said of it. */
  private record Asked(KafkaCommittable committable, List<Throwable> failures)
      implements CommitRequest<KafkaCommittable> {
    Asked(KafkaCommittable committable) {
      this(committable, new ArrayList<>());
    }

    @Override
    public KafkaCommittable getCommittable() {
      return committable;
    }

    @Override
    public int getNumberOfRetries() {
      return 0;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable reason) {
      failures.add(reason);
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable reason) {
      failures.add(reason);
    }

    @Override
    public void retryLater() {
      failures.add(new IllegalStateException("later"));
    }

    @Override
    public void updateAndRetryLater(KafkaCommittable next) {
      retryLater();
    }

    @Override
    public void signalAlreadyCommitted() {}
  }
}
