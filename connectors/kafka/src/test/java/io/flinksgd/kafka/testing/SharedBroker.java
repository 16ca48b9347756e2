// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.testing;

import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.embedded.BrokerOptions;
import io.flinksgd.kafka.embedded.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One broker for all tests of the JVM; it ends with the JVM. */
public final class SharedBroker {
  private static final EmbeddedBroker BROKER = start();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private SharedBroker() {}

  private static EmbeddedBroker start() {
    try {
      // it looks for transactions that are too old more often than each ten seconds
      String often = "transaction.abort.timed.out.transaction.cleanup.interval.ms";
      return EmbeddedBroker.start(BrokerOptions.small().withSettings(Map.of(often, "50")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String address() {
    return BROKER.bootstrapServers();
  }

  public static Properties client() {
    return BROKER.client();
  }

  public static KafkaTopics topics() {
    return KafkaTopics.connect(address());
  }

  /** Makes a topic whose records stay for a day. */
  public static void topic(String name, int partitions) {
    try (KafkaTopics topics = topics()) {
      topics.log(name, partitions, Duration.ofDays(1));
    }
  }

  public static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> properties = new java.util.HashMap<>(more);
    properties.put("bootstrap.servers", address());
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * The values of all committed records of partition 0.
   *
   * @throws AssertionError with the number of those that came, if not all come within 30 s
   */
  public static List<String> read(String topic) {
    return read(address(), topic);
  }

  /** As above, of another broker. */
  public static List<String> read(String address, String topic) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", address, "isolation.level", "read_committed");
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(
              "topic must be read to its end within %s: topic=%s end=%d position=%d records=%d"
                  .formatted(PATIENCE, topic, end, consumer.position(partition), values.size()));
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          if (record.value() != null) {
            values.add(new String(record.value(), StandardCharsets.UTF_8));
          }
        }
      }
    }
    return values;
  }
}
