// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.kafka.embedded.BrokerOptions;
import io.flinksgd.kafka.embedded.LastingBroker;
import io.flinksgd.kafka.result.KafkaModel;
import io.flinksgd.publication.Publication;
import io.flinksgd.testing.Case;
import io.flinksgd.testing.Until;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader over a broker of its own that goes away, compacts, and loses topics. */
@Tag("case")
final class ModelReaderRecoveryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOPIC = "model";

  @TempDir private Path directory;
  private LastingBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker =
        LastingBroker.start(
            directory,
            BrokerOptions.small()
                .withSettings(
                    Map.of("log.cleaner.backoff.ms", "100", "log.initial.task.delay.ms", "100")));
  }

  @AfterEach
  void stop() throws Exception {
    broker.close();
  }

  private Properties impatient() {
    Properties properties = broker.client();
    properties.setProperty("default.api.timeout.ms", "1000");
    return properties;
  }

  private void topic(int partitions, Map<String, String> settings) throws Exception {
    try (Admin admin = Admin.create(broker.client())) {
      NewTopic topic = new NewTopic(TOPIC, Optional.of(partitions), Optional.empty());
      admin.createTopics(List.of(topic.configs(settings))).all().get();
    }
  }

  private void publish(List<Publication> publications) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            broker.client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Publication publication : publications) {
        producer.send(KafkaModel.record(TOPIC, publication)).get();
      }
    }
  }

  @Test
  void brokerMayBeAwayWhenTheReaderStartsAndWhileItReads() throws Exception {
    topic(1, Map.of());
    MadeUpTraining training = new MadeUpTraining(1);
    publish(training.cut(1, 0, 1));
    broker.stop();
    try (ModelReader reader = ModelReader.follow(impatient(), TOPIC)) {
      assertThatThrownBy(() -> reader.awaitStart(Duration.ofSeconds(3)))
          .hasMessageContaining("last failure: broker must be reachable: bootstrap.servers=127");
      broker.startAgain();
      training.assertEquals(reader.awaitVersion(1, PATIENCE));
      assertThat(reader.failure()).isEmpty();
      assertThat(reader.age().orElseThrow()).isPositive();
      broker.stop();
      awaitFailure(reader, "broker must be reachable");
      Case.equal("readers", "the broker is away: version", 1L, reader.version());
      broker.startAgain();
      publish(training.cut(2, 1));
      training.assertEquals(reader.awaitVersion(2, PATIENCE));
      Case.equal("readers", "the broker is back: version", 2L, reader.version());
      assertThat(reader.failure()).isEmpty();
    }
  }

  @Test
  void brokerMayGoAwayWhileTheReaderCatchesUp() throws Exception {
    topic(1, Map.of());
    MadeUpTraining training = new MadeUpTraining(1);
    for (int cut = 1; cut <= 40; cut++) {
      publish(training.cut(cut, 0, 1, 2));
    }
    Properties slow = broker.client();
    slow.setProperty("max.poll.records", "1");
    slow.setProperty("fetch.max.bytes", "500"); // so that most is still to be fetched
    slow.setProperty("max.partition.fetch.bytes", "500");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    List<Exception> troubles = new ArrayList<>();
    CountDownLatch ended = new CountDownLatch(1);
    TopicFollower follower =
        new TopicFollower(
            slow,
            TOPIC,
            new TopicFollower.Listener() {
              @Override
              public void begins(boolean newTopic) {
                read.clear();
              }

              @Override
              public void record(ConsumerRecord<byte[], byte[]> record) {
                read.add(record);
                begun.countDown();
                try {
                  goOn.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }

              @Override
              public void unreadable(long offset) {
                throw new AssertionError("record must be readable: offset=" + offset);
              }

              @Override
              public boolean atEnd() {
                ended.countDown();
                return false;
              }

              @Override
              public void missing(Exception reason) {
                troubles.add(reason);
              }

              @Override
              public void trouble(Exception reason) {
                troubles.add(reason);
              }
            });
    Thread thread = new Thread(follower, "follower");
    thread.start();
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    broker.stop();
    goOn.countDown();
    broker.startAgain();
    assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    follower.close();
    thread.join();
    Case.equal("readers", "160 records, the broker restarted after the first", 160, read.size());
    assertThat(troubles).allMatch(e -> e == null || e.getMessage().startsWith("broker must be"));
  }

  @Test
  void readerThatStartsAfterARollbackFindsTheModelWhole() throws Exception {
    topic(
        1,
        Map.of(
            "cleanup.policy", "compact",
            "segment.bytes", Integer.toString(1 << 20),
            "segment.ms", "50",
            "min.cleanable.dirty.ratio", "0.001",
            "max.compaction.lag.ms", "50"));
    MadeUpTraining training = new MadeUpTraining(1);
    publish(training.cut(5, 0, 1));
    MadeUpTraining restored = training.savepoint();
    try (ModelReader early = ModelReader.follow(broker.client(), TOPIC)) {
      publish(training.cut(6, 0, 2));
      publish(training.cut(7, 3));
      training.assertEquals(early.awaitVersion(3, PATIENCE));
      restored.createdAt -= 3_600_000;
      publish(restored.first(6));
      awaitLineage(early, restored);
    }
    awaitCompaction();
    try (ModelReader late = ModelReader.follow(broker.client(), TOPIC)) {
      PublishedModel model = late.awaitVersion(1, PATIENCE);
      restored.assertEquals(model);
      Case.equal(
          "readers",
          "a reader that starts after a rollback, on a compacted topic: pages of version 2",
          2,
          model.manifest().pages().count());
      assertThat(late.failure()).isEmpty();
      publish(restored.cut(7, 1, 4));
      restored.assertEquals(late.awaitVersion(3, PATIENCE));
    }
  }

  private static void awaitLineage(ModelReader reader, MadeUpTraining restored) throws Exception {
    Until.holds("version 2", () -> reader.version() == 2);
    restored.assertEquals(reader.current().orElseThrow());
  }

  /** Appends other records, so that segments are closed, until the first copies are gone. */
  private void awaitCompaction() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            broker.client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      Until.holds(
          "compaction",
          () -> {
            producer.send(new ProducerRecord<>(TOPIC, new byte[] {'x'}, null)).get();
            return firstOffset() > 0;
          });
    }
  }

  private long firstOffset() {
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            broker.client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          return record.offset();
        }
      }
    }
  }

  @Test
  void topicThatIsMadeAnewIsReadAnew() throws Exception {
    topic(1, Map.of());
    MadeUpTraining old = new MadeUpTraining(1);
    for (int cut = 1; cut <= 5; cut++) {
      publish(old.cut(cut, 0, 1));
    }
    try (ModelReader reader = ModelReader.follow(impatient(), TOPIC)) {
      old.assertEquals(reader.awaitVersion(5, PATIENCE));
      try (Admin admin = Admin.create(broker.client())) {
        admin.deleteTopics(List.of(TOPIC)).all().get();
      }
      awaitFailure(reader, "topic must exist: topic=model");
      assertThat(reader.version()).isEqualTo(5);
      topic(1, Map.of());
      MadeUpTraining young = new MadeUpTraining(2);
      young.createdAt = 0;
      publish(young.cut(1, 3));
      Until.holds("version 1 of the new topic", () -> reader.version() == 1);
      young.assertEquals(reader.current().orElseThrow());
      assertThat(reader.failure()).isEmpty();
    }
  }

  private static void awaitFailure(ModelReader reader, String message) throws Exception {
    Until.holds(
        message,
        () -> reader.failure().filter(e -> e.getMessage().startsWith(message)).isPresent());
  }
}
