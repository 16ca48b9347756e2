// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The newest progress of a training job, from its metrics topic. Owned by one thread. */
final class ProgressFeed implements AutoCloseable {
  private final ObjectMapper json = new ObjectMapper();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private JsonNode last = json.createObjectNode();

  ProgressFeed(String bootstrapServers, String topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
  }

  /** Waits at most {@code time} for news; whether there was any. */
  boolean poll(Duration time) throws IOException {
    boolean news = false;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(time)) {
      last = json.readTree(record.value());
      news = true;
    }
    return news;
  }

  /** Whether there is nothing more to be read for now. */
  boolean caughtUp() {
    return consumer.position(partition) >= consumer.endOffsets(List.of(partition)).get(partition);
  }

  /** Images learned from or rejected by the model. */
  long seen() {
    return number("/examples") + number("/rejected");
  }

  long number(String pointer) {
    return last.at(pointer).asLong();
  }

  double value(String pointer) {
    return last.at(pointer).asDouble();
  }

  /** Wall-clock time of the newest progress, in milliseconds. */
  long at() {
    return number("/at");
  }

  @Override
  public void close() {
    consumer.close();
  }
}
