// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.flink.testing.SharedCluster;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.embedded.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One broker and one cluster for all tests of the JVM; they end with it. */
final class Sql {
  private static final EmbeddedBroker BROKER = broker();
  private static final MiniCluster CLUSTER = cluster();

  private Sql() {}

  private static EmbeddedBroker broker() {
    try {
      return EmbeddedBroker.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MiniCluster cluster() {
    Configuration config = new Configuration();
    config.setString("taskmanager.memory.managed.size", "512m");
    return SharedCluster.start(config, 16);
  }

  static String kafka() {
    return BROKER.bootstrapServers();
  }

  static Properties client() {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", kafka());
    return properties;
  }

  /** A session on the cluster, with two workers and a checkpoint each half second. */
  static TableEnvironment session(Map<String, String> more) {
    Configuration config = new Configuration();
    config.setString("execution.target", "remote");
    try {
      config.setString("rest.port", String.valueOf(CLUSTER.getRestAddress().get().getPort()));
      config.setString("rest.address", "localhost");
      Path checkpoints = Files.createTempDirectory("flink-sgd-checkpoints-");
      checkpoints.toFile().deleteOnExit();
      config.setString("execution.checkpointing.dir", checkpoints.toUri().toString());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    config.setString("parallelism.default", "2");
    config.setString("execution.checkpointing.interval", "500ms");
    config.setString("state.backend.type", "rocksdb");
    more.forEach(config::setString);
    return TableEnvironment.create(
        EnvironmentSettings.newInstance().inStreamingMode().withConfiguration(config).build());
  }

  static TableEnvironment session() {
    return session(Map.of());
  }

  static void topic(String topic, int partitions) {
    try (KafkaTopics topics = KafkaTopics.connect(kafka())) {
      topics.log(topic, partitions, Duration.ofDays(1));
    }
  }

  /** Writes values to the partitions of a topic in turn. */
  static void write(String topic, int partitions, List<String> values) {
    writeBytes(
        topic, partitions, values.stream().map(v -> v.getBytes(StandardCharsets.UTF_8)).toList());
  }

  /** As {@link #write}, of bytes. */
  static void writeBytes(String topic, int partitions, List<byte[]> values) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < values.size(); i++) {
        var unused =
            producer.send(new ProducerRecord<>(topic, i % partitions, null, values.get(i)));
      }
    }
  }

  /** The values of all committed records. */
  static List<String> read(String topic) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", kafka(), "isolation.level", "read_committed");
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          values.add(new String(record.value(), StandardCharsets.UTF_8));
        }
      }
    }
    return values;
  }

  /** All rows of a query that ends. */
  @SuppressWarnings("try") // close() may be interrupted
  static List<Row> rows(TableEnvironment session, String query) throws Exception {
    List<Row> rows = new ArrayList<>();
    try (CloseableIterator<Row> result = session.executeSql(query).collect()) {
      result.forEachRemaining(rows::add);
    }
    return rows;
  }
}
