// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumerator.PartitionOffsetsRetrieverImpl;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a bounded run ends: in front of an offset of each partition. Partitions without one are not
 * read.
 *
 * @param offsets by partition
 */
public record KafkaEnds(Map<TopicPartition, Long> offsets) implements OffsetsInitializer {
  private static final long serialVersionUID = 1L;

  /** Keeps its own copy of {@code offsets}. */
  public KafkaEnds {
    offsets = Map.copyOf(offsets);
  }

  /**
   * Asks Kafka once, so that the ends are the same after every failure of the job.
   *
   * @param topics which exist
   * @param client properties of a Kafka client
   * @throws IllegalArgumentException if an end is given of a partition that there is not
   */
  public static KafkaEnds resolve(OffsetsInitializer ends, List<String> topics, Properties client) {
    try (AdminClient admin = AdminClient.create(client)) {
      Set<TopicPartition> partitions = new HashSet<>();
      admin
          .describeTopics(topics)
          .allTopicNames()
          .toCompletionStage()
          .toCompletableFuture()
          .join()
          .forEach(
              (topic, description) ->
                  description
                      .partitions()
                      .forEach(p -> partitions.add(new TopicPartition(topic, p.partition()))));
      if (ends instanceof KafkaEnds given) {
        given.refuseStrange(partitions);
      }
      var kafka = new PartitionOffsetsRetrieverImpl(admin, client.getProperty("group.id"));
      Map<TopicPartition, Long> offsets =
          new HashMap<>(ends.getPartitionOffsets(partitions, kafka));
      replace(offsets, KafkaPartitionSplit.EARLIEST_OFFSET, kafka::beginningOffsets);
      replace(offsets, LATEST, kafka::endOffsets);
      replace(offsets, KafkaPartitionSplit.COMMITTED_OFFSET, kafka::committedOffsets);
      offsets.values().removeIf(offset -> offset < 0); // nothing was committed: nothing is read
      return new KafkaEnds(offsets);
    }
  }

  private void refuseStrange(Set<TopicPartition> partitions) {
    for (TopicPartition partition : offsets.keySet()) {
      if (!partitions.contains(partition)) {
        throw new IllegalArgumentException(
            "stopping-offsets must be of partitions that the topic has: stopping-offsets=%d=%d, topic=%s, partitions=%d"
                .formatted(
                    partition.partition(),
                    of(partition),
                    partition.topic(),
                    partitions.stream().filter(p -> p.topic().equals(partition.topic())).count()));
      }
    }
  }

  /** As readers know it; Flink's own name for it is deprecated. */
  private static final long LATEST = -1;

  private interface Lookup {
    Map<TopicPartition, Long> of(Collection<TopicPartition> partitions);
  }

  /** Puts offsets in place of a mark that stands for them. */
  private static void replace(Map<TopicPartition, Long> offsets, long mark, Lookup lookup) {
    Set<TopicPartition> marked = new HashSet<>(offsets.keySet());
    marked.removeIf(partition -> offsets.get(partition) != mark);
    if (!marked.isEmpty()) {
      offsets.putAll(lookup.of(marked));
    }
  }

  /** The offset that {@code partition} is read up to. */
  long of(TopicPartition partition) {
    return offsets.getOrDefault(partition, 0L);
  }

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever kafka) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    partitions.forEach(partition -> ends.put(partition, of(partition)));
    return ends;
  }

  @Override
  @SuppressWarnings("deprecation") // Flink's connector takes no other type
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.NONE; // every partition has an offset
  }
}
