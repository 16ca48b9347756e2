package io.flinksgd.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.message.WireType;
import io.flinksgd.model.Example;
import io.flinksgd.testing.Case;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Savepoints of runs with one end, restored by runs with another. */
@Tag("case")
final class ResumableSourceTest {
  /** What the jobs of this JVM have read, as partition/offset, and how often in all. */
  private static final ConcurrentSkipListSet<String> READ = new ConcurrentSkipListSet<>();

  private static final AtomicInteger RECORDS = new AtomicInteger();

  @TempDir Path directory;

  @BeforeEach
  void forget() {
    READ.clear();
    RECORDS.set(0);
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
        RECORDS.get());
    assertThat(READ).hasSize(25);

    // and when there is nothing left to read
    run(examples("resume-unbounded").endingAt("timestamp:1"), savepoint);
    assertThat(RECORDS).hasValue(25);
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
        READ.headSet("1").size());
    assertThat(READ).hasSize(30);
    String later = stopped(unbounded, 30);

    // bounded again, with ends in front of and behind what was read
    send("resume-bounded", 0, 10);
    run(examples("resume-bounded").endingAt(ends("resume-bounded", 15, 3)), later);
    assertThat(RECORDS).hasValue(35);
    assertThat(READ).hasSize(35);
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
        RECORDS.get());
    assertThat(READ).hasSize(30);
  }

  @Test
  void partitionsWithoutAnEndAreNotRead() throws Exception {
    topic("resume-one");
    send("resume-one", 0, 10);
    send("resume-one", 1, 10);
    run(examples("resume-one").endingAt(Map.of(new TopicPartition("resume-one", 1), 7L)), null);
    assertThat(READ).hasSize(7).allMatch(at -> at.startsWith("1/"));
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
    settings.setString("rest.bind-port", "0");
    if (savepoint != null) {
      settings.setString("execution.state-recovery.path", savepoint);
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2, settings);
    examples
        .in(env)
        .examples()
        .map(ResumableSourceTest::keep)
        .returns(WireType.EXAMPLE)
        .uid("keep")
        .sinkTo(new DiscardingSink<>())
        .uid("kept");
    return env.executeAsync();
  }

  private static Example keep(Example example) {
    READ.add(example.origin().partition() + "/" + example.origin().offset());
    RECORDS.incrementAndGet();
    return example;
  }

  private String stopped(JobClient job, int records) throws Exception {
    awaitRecords(records);
    String savepoint =
        job.stopWithSavepoint(false, directory.toUri().toString(), SavepointFormatType.CANONICAL)
            .get(60, TimeUnit.SECONDS);
    job.getJobExecutionResult().get(60, TimeUnit.SECONDS);
    assertThat(RECORDS).hasValue(records);
    return savepoint;
  }

  private static void awaitRecords(int records) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (RECORDS.get() < records) {
      assertThat(System.nanoTime()).as("deadline for records").isLessThan(deadline);
      Thread.onSpinWait();
    }
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
