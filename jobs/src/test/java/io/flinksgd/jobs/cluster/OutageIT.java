// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.embedded.BrokerOptions;
import io.flinksgd.kafka.embedded.LastingBroker;
import io.flinksgd.testing.Case;
import io.flinksgd.testing.JsonRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker of all topics is away from a cluster of separate processes, in one of which tasks fail
 * meanwhile, and from one that cancels the job: {@code jobs/bin/outage}.
 */
@EnabledIfSystemProperty(named = "outage.seconds", matches = "[1-9]\\d*")
class OutageIT {
  private static final String JAR = "target/flink-sgd-jobs.jar";
  private static final int EXAMPLES = 1_000;
  private static final Pattern JOB = Pattern.compile("JobID ([0-9a-f]{32})");

  /** Flink ends a process in which a task has not ended three minutes after it was cancelled. */
  private static final Duration LONGER_THAN_THE_WATCHDOG = Duration.ofSeconds(200);

  @TempDir Path directory;

  @Test
  @Timeout(3_600)
  void noProcessEndsAndEveryExampleIsPredictedOnce() throws Exception {
    Duration away = Duration.ofSeconds(Long.getLong("outage.seconds"));
    try (LastingBroker broker =
            LastingBroker.start(directory.resolve("broker"), BrokerOptions.small());
        SessionCluster cluster = SessionCluster.start(directory, List.of())) {
      try (KafkaTopics topics = KafkaTopics.connect(broker.bootstrapServers())) {
        topics.log("clicks", 1, Duration.ofDays(1));
      }
      feed(broker);
      String job = run(cluster, broker);
      await(cluster, broker, EXAMPLES);

      feed(broker);
      broker.stop();
      stay(cluster, away.dividedBy(2));
      cluster.killTaskManager();
      cluster.startTaskManager();
      stay(cluster, away.dividedBy(2));
      broker.startAgain();
      feed(broker);
      long back = System.nanoTime();
      List<String> predicted = await(cluster, broker, 3 * EXAMPLES);
      long seconds = Duration.ofNanos(System.nanoTime() - back).toSeconds();
      assertThat(predicted).hasSize(3 * EXAMPLES).doesNotHaveDuplicates();
      Case.holds(
          "withstanding",
          "broker away for " + away.toSeconds() + " s, a TaskManager killed meanwhile",
          "every example predicted once, within 20 s",
          "%d predictions, %d s".formatted(predicted.size(), seconds),
          seconds <= 20);

      feed(broker);
      broker.stop();
      String unused = cluster.flink("cancel", job);
      stay(cluster, LONGER_THAN_THE_WATCHDOG);
      Case.holds(
          "withstanding",
          "job cancelled while the broker is away",
          "no process ends",
          "all run after " + LONGER_THAN_THE_WATCHDOG.toSeconds() + " s",
          true); // stay() throws otherwise
    }
  }

  private static void stay(SessionCluster cluster, Duration time) throws Exception {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < time.toNanos()) {
      cluster.pause();
    }
  }

  private static String run(SessionCluster cluster, LastingBroker broker) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("run", "-d"));
    arguments.addAll(List.of("-c", "io.flinksgd.jobs.TrainJob", JAR));
    arguments.addAll(List.of("--bootstrap-servers", broker.bootstrapServers()));
    arguments.addAll(List.of("--topic", "clicks", "--model", "logistic-regression:dense=1"));
    arguments.addAll(List.of("--checkpoint-interval", "1s", "--parallelism", "2"));
    for (String topic : List.of("model", "predictions", "metrics", "rejected")) {
      arguments.addAll(List.of("--" + topic + "-topic", topic));
    }
    Matcher job = JOB.matcher(cluster.flink(arguments.toArray(String[]::new)));
    assertThat(job.find()).isTrue();
    return job.group(1);
  }

  private static void feed(LastingBroker broker) throws IOException {
    broker.send("clicks", JsonRecords.ofOneFeature(EXAMPLES));
  }

  /** Offsets of the examples that were predicted, when they are so many. */
  private static List<String> await(SessionCluster cluster, LastingBroker broker, int examples)
      throws Exception {
    Map<String, Object> client =
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest");
    List<String> predicted = new ArrayList<>();
    ObjectMapper mapper = new ObjectMapper();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition("predictions", 0);
      consumer.assign(List.of(partition));
      while (predicted.size() < examples) {
        cluster.pause();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
          JsonNode prediction = mapper.readTree(record.value());
          predicted.add(prediction.get("offset").asText());
        }
      }
    }
    return predicted;
  }
}
