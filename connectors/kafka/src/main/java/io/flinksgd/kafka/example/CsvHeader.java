// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.example;

import io.flinksgd.example.Refusal;
import io.flinksgd.kafka.client.ClientProperties;
import io.flinksgd.kafka.format.CsvCells;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Finds the header of CSV in topics. A file that was written to a topic line by line has left its
 * header at the beginning of one partition; the others begin with any row.
 */
final class CsvHeader {
  private static final Duration POLL = Duration.ofMillis(500);

  private CsvHeader() {}

  /**
   * The columns that the first record of a partition names, {@code label} among them.
   *
   * @throws IllegalStateException if none does, or two differ
   */
  static List<String> find(Properties client, List<String> topics, char separator, String label) {
    Set<List<String>> headers = new LinkedHashSet<>();
    CsvCells cells = new CsvCells(separator);
    for (byte[] record : firstRecords(client, topics)) {
      List<String> names = names(record, cells);
      if (names.contains(label)) {
        headers.add(names);
      }
    }
    if (headers.size() != 1) {
      throw new IllegalStateException(
          "columns must be given unless one partition, and no other in another way, begins with a"
              + " header that has the label: topics=%s, label-field=%s, headers=%s"
                  .formatted(topics, label, headers));
    }
    return headers.iterator().next();
  }

  /** The cells of a record; none if it is no row. */
  private static List<String> names(byte[] record, CsvCells cells) {
    try {
      return cells.read(record).stream().map(cell -> cell == null ? "" : cell).toList();
    } catch (Refusal refusal) {
      return List.of();
    }
  }

  private static List<byte[]> firstRecords(Properties client, List<String> topics) {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.remove("group.id");
    properties.setProperty("enable.auto.commit", "false");
    List<byte[]> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Set<TopicPartition> left = new HashSet<>();
      for (String topic : topics) {
        consumer
            .partitionsFor(topic)
            .forEach(partition -> left.add(new TopicPartition(topic, partition.partition())));
      }
      consumer.assign(left);
      consumer.seekToBeginning(left);
      Map<TopicPartition, Long> ends = consumer.endOffsets(left);
      Duration patience = ClientProperties.patience(properties);
      long deadline = System.nanoTime() + patience.toNanos();
      left.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
      while (!left.isEmpty()) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "topics must be readable within " + patience + " to find a header: topics=" + topics);
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          if (left.remove(partition) && record.value() != null) {
            records.add(record.value());
          }
        }
        left.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
        consumer.assign(left);
      }
    }
    return records;
  }
}
