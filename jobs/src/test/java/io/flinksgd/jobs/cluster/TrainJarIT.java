// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinksgd.jobs.flights.Flights;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.embedded.EmbeddedBroker;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.testing.Case;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job's jar by {@code flink run} on a cluster of separate processes that have nothing else of
 * ours but what users have in lib/, with a TaskManager killed, a savepoint, and a restore at
 * another parallelism.
 */
class TrainJarIT {
  static final String TOPIC = "flights";
  private static final int PARTITIONS = 2;
  private static final int ROWS = 3_000; // fed at a time

  /** One row in this many is no example. */
  private static final int BAD = 100;

  private static final Pattern JOB = Pattern.compile("JobID ([0-9a-f]{32})");
  private static final Pattern SAVEPOINT = Pattern.compile("Path: (\\S+)");

  @TempDir Path directory;

  @Test
  @Tag("case")
  @Timeout(240)
  void everyRowIsPredictedOnceOverAKilledTaskManagerASavepointAndAnotherParallelism()
      throws Exception {
    try (SessionCluster cluster = SessionCluster.start(directory, SessionCluster.fullLib());
        EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaTopics topics = KafkaTopics.connect(broker.bootstrapServers());
        Flights flights = Flights.open(null);
        Results results = new Results(broker.bootstrapServers(), cluster)) {
      topics.log(TOPIC, PARTITIONS, Duration.ofDays(1));
      feed(flights, broker);
      String job = match(JOB, run(cluster, broker, List.of(), 2));
      results.await(ROWS);

      cluster.killTaskManager();
      feed(flights, broker);
      cluster.startTaskManager();
      results.await(2 * ROWS);

      String stopped =
          cluster.flink("stop", "-p", directory.resolve("savepoints").toUri().toString(), job);
      feed(flights, broker);
      var unused = run(cluster, broker, List.of("-s", match(SAVEPOINT, stopped)), 1);
      results.await(3 * ROWS);

      int bad = 3 * ROWS / BAD;
      assertThat(results.rejected).hasSize(bad).doesNotHaveDuplicates();
      assertThat(results.predicted).hasSize(3 * ROWS - bad).doesNotHaveDuplicates();
      assertThat(results.predicted).doesNotContainAnyElementsOf(results.rejected);
      Case.equal(
          "flink",
          "job jar, SQL jar, flink-sql-connector-kafka and Flink's formats in lib/: examples",
          3L * ROWS - bad,
          examples(broker));
    }
  }

  private static String run(
      SessionCluster cluster, EmbeddedBroker broker, List<String> restored, int parallelism)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of("run", "-d"));
    arguments.addAll(restored);
    arguments.addAll(List.of("-c", "io.flinksgd.jobs.TrainJob", ClusterJar.JOB.path().toString()));
    arguments.addAll(List.of("--bootstrap-servers", broker.bootstrapServers(), "--topic", TOPIC));
    arguments.addAll(List.of("--features", Flights.FEATURES, "--checkpoint-interval", "500ms"));
    arguments.addAll(List.of("--consistency", "elastic-bound:gap=5", "--servers", "2"));
    arguments.addAll(List.of("--parallelism", Integer.toString(parallelism)));
    Stream.of("model", "predictions", "metrics", "rejected")
        .forEach(topic -> arguments.addAll(List.of("--" + topic + "-topic", topic)));
    return cluster.flink(arguments.toArray(String[]::new));
  }

  private static String match(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  /** Puts the next rows on the topic. */
  static void feed(Flights flights, EmbeddedBroker broker) throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int row = 0; row < ROWS; row++) {
        byte[] value = row % BAD == 0 ? new byte[] {'{'} : flights.next();
        var unused =
            producer.send(new ProducerRecord<>(TOPIC, row / BAD % PARTITIONS, null, value));
      }
    }
  }

  /** What the first complete version of all rows was learned from. */
  private static long examples(EmbeddedBroker broker) throws Exception {
    try (ModelReader reader = ModelReader.follow(broker.client(), "model")) {
      long most = 0;
      long version = 1;
      while (most < 3 * ROWS - 3 * ROWS / BAD) {
        var model = reader.awaitVersion(version, Duration.ofSeconds(60));
        most = model.manifest().learned().examples();
        version = model.version() + 1;
      }
      return most;
    }
  }

  /** Positions of the rows that were answered. */
  private static final class Results implements AutoCloseable {
    private final ObjectMapper json = new ObjectMapper();
    private final List<String> predicted = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();
    private final SessionCluster cluster;
    private final KafkaConsumer<byte[], byte[]> consumer;

    Results(String servers, SessionCluster cluster) {
      this.cluster = cluster;
      Map<String, Object> client =
          Map.of(
              "bootstrap.servers",
              servers,
              "isolation.level",
              "read_committed",
              "auto.offset.reset",
              "earliest");
      consumer =
          new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    void await(int rows) throws Exception {
      if (consumer.assignment().isEmpty()) {
        consumer.assign(
            Stream.of("predictions", "rejected")
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList());
      }
      while (predicted.size() + rejected.size() < rows) {
        cluster.pause();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
          JsonNode answer = json.readTree(record.value());
          String position = answer.get("partition") + "@" + answer.get("offset");
          (record.topic().equals("rejected") ? rejected : predicted).add(position);
        }
      }
    }

    @Override
    public void close() {
      consumer.close();
    }
  }
}
