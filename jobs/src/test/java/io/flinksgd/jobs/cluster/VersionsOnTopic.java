// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import io.flinksgd.publication.Publication;
import io.flinksgd.reader.ModelRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The versions that stand on a model topic, also those that a reader would pass over. */
public final class VersionsOnTopic {
  private VersionsOnTopic() {}

  /** The numbers of all committed versions on {@code topic}, in the order of the topic. */
  public static List<Long> read(String servers, String topic) throws IOException {
    List<Long> versions = new ArrayList<>();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          if (ModelRecord.isManifest(record.key())
              && ModelRecord.read(record.value()) instanceof Publication.Manifest manifest) {
            versions.add(manifest.id().version());
          }
        }
      }
    }
    return versions;
  }
}
