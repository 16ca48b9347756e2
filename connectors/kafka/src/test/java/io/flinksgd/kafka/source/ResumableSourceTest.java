// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.example.Example;
import io.flinksgd.flink.testing.SharedCluster;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.example.KafkaExamples;
import io.flinksgd.kafka.testing.SharedBroker;
import io.flinksgd.testing.Case;
import io.flinksgd.testing.Until;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.testutils.junit.SharedReference;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Savepoints of runs with one end, restored by runs with another. */
@Tag("case")
final class ResumableSourceTest {
  @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();
  @TempDir Path directory;

  /** What the test's jobs have read, as partition/offset, and how often in all. */
  private SharedReference<ConcurrentSkipListSet<String>> read;

  private SharedReference<AtomicInteger> records;

  @BeforeEach
  void share() {
    read = shared.add(new ConcurrentSkipListSet<>());
    records = shared.add(new AtomicInteger());
  }

  @Test
  void aBoundedRunGoesOnFromAnUnboundedOneAndEnds() throws Exception {
    topic("resume-unbounded");
    send("resume-unbounded", 0, 10);
    send("resume-unbounded", 1, 10);
    String savepoint = stopped(start(examples("resume-unbounded"), null), 20);
    send("resume-unbounded", 0, 5);
    run(examples("resume-unbounded").endingAt("latest"), savepoint);
    Case.equal(
        "restores",
        "bounded run from an unbounded one's savepoint: ends after records",
        25,
        records.get().get());
    assertThat(read.get()).hasSize(25);

    // and when there is nothing left to read
    run(examples("resume-unbounded").endingAt("timestamp:1"), savepoint);
    assertThat(records.get()).hasValue(25);
  }

  @Test
  void anUnboundedRunGoesOnWhereABoundedOneHadEnded() throws Exception {
    topic("resume-bounded");
    send("resume-bounded", 0, 10);
    send("resume-bounded", 1, 10);
    // partition 0 is finished, and partition 1 waits for records that have not come
    KafkaExamples first = examples("resume-bounded").endingAt(ends("resume-bounded", 4, 12));
    String savepoint = stopped(start(first, null), 14);
    send("resume-bounded", 1, 10);
    JobClient unbounded = start(examples("resume-bounded"), savepoint);
    awaitRecords(30);
    Case.equal(
        "restores",
        "unbounded run from a bounded one's savepoint: records of a partition that had ended",
        10,
        read.get().headSet("1").size());
    assertThat(read.get()).hasSize(30);
    String later = stopped(unbounded, 30);

    // bounded again, with ends in front of and behind what was read
    send("resume-bounded", 0, 10);
    run(examples("resume-bounded").endingAt(ends("resume-bounded", 15, 3)), later);
    assertThat(records.get()).hasValue(35);
    assertThat(read.get()).hasSize(35);
  }

  @Test
  void aBoundedRunGoesOnFromABoundedOneToALaterEnd() throws Exception {
    topic("resume-later");
    send("resume-later", 0, 10);
    send("resume-later", 1, 10);
    KafkaExamples first = examples("resume-later").endingAt(ends("resume-later", 5, 12));
    String savepoint = stopped(start(first, null), 15);
    send("resume-later", 1, 10);
    run(examples("resume-later").endingAt("latest"), savepoint);
    Case.equal(
        "restores",
        "bounded run from a bounded one's savepoint, with a later end: records",
        30,
        records.get().get());
    assertThat(read.get()).hasSize(30);
  }

  @Test
  void partitionsWithoutAnEndAreNotRead() throws Exception {
    topic("resume-one");
    send("resume-one", 0, 10);
    send("resume-one", 1, 10);
    run(examples("resume-one").endingAt(Map.of(new TopicPartition("resume-one", 1), 7L)), null);
    assertThat(read.get()).hasSize(7).allMatch(at -> at.startsWith("1/"));
  }

  @Test
  void lostOffsetsFailTheJobWhereNothingMayBeSkipped() throws Exception {
    topic("lost-none");
    send("lost-none", 0, 10);
    String savepoint = stopped(start(examples("lost-none"), null), 10);
    send("lost-none", 0, 10);
    delete("lost-none", 0, 15);
    KafkaExamples none =
        examples("lost-none").properties(Map.of("auto.offset.reset", "none")).endingAt("latest");
    Throwable thrown = catchThrowable(() -> run(none, savepoint));
    Case.holds(
        "kafka",
        "restore at offset 10 of a topic that begins at 15, auto.offset.reset none",
        "the job fails for good: topic=lost-none, partition=0, wanted=10, earliest=15",
        ExceptionUtils.stringifyException(thrown)
            .lines()
            .filter(line -> line.contains("wanted"))
            .findFirst()
            .orElse("no"),
        ExceptionUtils.stringifyException(thrown)
            .contains(
                "offset must be on the topic, as auto.offset.reset is none: topic=lost-none,"
                    + " partition=0, wanted=10, earliest=15, end=20"));
    assertThat(records.get()).hasValue(10);

    send("lost-none", 1, 3);
    run(examples("lost-none").endingAt("latest"), savepoint);
    Case.equal(
        "kafka",
        "the same with auto.offset.reset earliest: records after the first 10, of two partitions",
        5 + 3,
        records.get().get() - 10);
  }

  @Test
  void recordsThatAreSkippedAreCounted() throws Exception {
    topic("lost-count");
    send("lost-count", 0, 20);
    delete("lost-count", 0, 15);
    TopicPartition partition = new TopicPartition("lost-count", 0);
    OffsetOutOfRangeException outside = new OffsetOutOfRangeException(Map.of(partition, 10L));
    SimpleCounter skipped = new SimpleCounter();
    SimpleCounter anew = new SimpleCounter();
    assertThat(
            new LostOffsets(SharedBroker.client(), OffsetReset.EARLIEST)
                .goOn(outside, skipped, anew))
        .isEqualTo(Map.of(partition, 15L));
    Case.equal(
        "kafka",
        "metric skippedRecords where offset 10 is wanted and 15 is the earliest",
        5L,
        skipped.getCount());
    assertThat(
            new LostOffsets(SharedBroker.client(), OffsetReset.LATEST).goOn(outside, skipped, anew))
        .isEqualTo(Map.of(partition, 20L));
    assertThat(skipped.getCount()).isEqualTo(15);
    assertThat(anew.getCount()).isZero();
    OffsetOutOfRangeException behind = new OffsetOutOfRangeException(Map.of(partition, 2900L));
    assertThat(
            new LostOffsets(SharedBroker.client(), OffsetReset.EARLIEST)
                .goOn(behind, skipped, anew))
        .isEqualTo(Map.of(partition, 15L));
    Case.equal(
        "kafka",
        "metric partitionsReadAnew where offset 2900 is wanted and the topic ends at 20",
        1L,
        anew.getCount());
    assertThat(skipped.getCount()).isEqualTo(15);
    assertThatThrownBy(() -> OffsetReset.in(Map.of("auto.offset.reset", "noon")))
        .hasMessage("auto.offset.reset must be none, earliest or latest: auto.offset.reset=noon");
  }

  @Test
  void partitionsThatAreAddedAreReadFromTheirBeginning() throws Exception {
    topic("resume-grows");
    send("resume-grows", 0, 10);
    JobClient job =
        start(
            examples("resume-grows")
                .startingAt("latest")
                .properties(Map.of("partition.discovery.interval.ms", "50")),
            null);
    try (Admin admin = Admin.create(SharedBroker.client())) {
      admin.createPartitions(Map.of("resume-grows", NewPartitions.increaseTo(3))).all().get();
    }
    send("resume-grows", 2, 10);
    stopped(job, 10);
    Case.equal(
        "kafka",
        "records of a partition that is added while the job runs",
        10,
        read.get().tailSet("2").size());
  }

  @Test
  void aSavepointFitsWhateverTopicIsReadThen() throws Exception {
    topic("resume-old");
    topic("resume-new");
    send("resume-old", 0, 10);
    String savepoint = stopped(start(examples("resume-old"), null), 10);
    send("resume-old", 0, 10);
    send("resume-new", 1, 7);
    read.get().clear();
    run(examples("resume-new").endingAt("latest"), savepoint);
    Case.equal(
        "kafka",
        "savepoint of a job on another topic: records, of which those of the old topic are none",
        7,
        records.get().get() - 10);
    assertThat(read.get()).allMatch(at -> at.startsWith("1/"));
  }

  @Test
  void twoSourcesOfOneTopicHaveUidsThatNameTheirPurpose() throws Exception {
    topic("resume-twice");
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    for (int i = 0; i < 2; i++) {
      examples("resume-twice").in(env).examples().sinkTo(new DiscardingSink<>()).uid("kept-" + i);
    }
    examples("resume-twice").uid("third").in(env).examples().sinkTo(new DiscardingSink<>());
    List<String> uids =
        env.getStreamGraph().getStreamNodes().stream()
            .map(node -> String.valueOf(node.getTransformationUID()))
            .filter(uid -> !uid.equals("null") && !uid.startsWith("kept"))
            .sorted()
            .toList();
    Case.equal(
        "kafka",
        "uids of three sources of one topic",
        List.of(
            "examples", "examples-2", "parse-examples", "parse-examples-2", "parse-third", "third"),
        uids);
  }

  /** Deletes the records in front of {@code offset}. */
  private static void delete(String topic, int partition, long offset) throws Exception {
    try (Admin admin = Admin.create(SharedBroker.client())) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
          .all()
          .get();
    }
  }

  private static Map<TopicPartition, Long> ends(String topic, long first, long second) {
    return Map.of(new TopicPartition(topic, 0), first, new TopicPartition(topic, 1), second);
  }

  private static KafkaExamples examples(String topic) {
    return KafkaExamples.from(SharedBroker.address(), topic).group(topic).sparse(1);
  }

  private void run(KafkaExamples examples, String savepoint) throws Exception {
    start(examples, savepoint).getJobExecutionResult().get(60, TimeUnit.SECONDS);
  }

  private JobClient start(KafkaExamples examples, String savepoint) throws Exception {
    Configuration settings = new Configuration();
    settings.setString("execution.checkpointing.interval", "200 ms");
    if (savepoint != null) {
      settings.setString("execution.state-recovery.path", savepoint);
    }
    StreamExecutionEnvironment env = SharedCluster.environment(2, settings);
    examples
        .in(env)
        .examples()
        .map(keep(read, records))
        .returns(WireType.EXAMPLE)
        .uid("keep")
        .sinkTo(new DiscardingSink<>())
        .uid("kept");
    return env.executeAsync();
  }

  private static MapFunction<Example, Example> keep(
      SharedReference<ConcurrentSkipListSet<String>> read, SharedReference<AtomicInteger> records) {
    return example -> {
      read.get().add(example.origin().partition() + "/" + example.origin().offset());
      records.get().incrementAndGet();
      return example;
    };
  }

  /**
   * The savepoint of a job that has read all it will read, and is cancelled then. To stop with a
   * savepoint would not do: where a task declines it, Flink restarts the job, which reads again.
   */
  private String stopped(JobClient job, int count) throws Exception {
    awaitRecords(count);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    String savepoint = null;
    while (savepoint == null) {
      try {
        savepoint =
            job.triggerSavepoint(directory.toUri().toString(), SavepointFormatType.CANONICAL)
                .get(60, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        // tasks that have just read their last record, or have not begun, decline
        if (!ExceptionUtils.stringifyException(e).contains("CheckpointException")
            || System.nanoTime() > deadline) {
          throw e;
        }
      }
    }
    job.cancel().get(60, TimeUnit.SECONDS);
    Until.holds("the end of the job", () -> job.getJobStatus().get().isGloballyTerminalState());
    assertThat(records.get()).hasValue(count);
    return savepoint;
  }

  private void awaitRecords(int count) throws Exception {
    Until.holds(count + " records", () -> records.get().get() >= count);
  }

  private static void topic(String name) {
    try (KafkaTopics topics = SharedBroker.topics()) {
      topics.log(name, 2, Duration.ofDays(1));
    }
  }

  private static void send(String topic, int partition, int records) throws Exception {
    byte[] json = "{\"label\":1,\"sparse\":{}}".getBytes(StandardCharsets.UTF_8);
    try (KafkaProducer<byte[], byte[]> producer = SharedBroker.producer(Map.of())) {
      for (int i = 0; i < records; i++) {
        producer.send(new ProducerRecord<>(topic, partition, null, json)).get();
      }
    }
  }
}
