// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumerator.PartitionOffsetsRetrieverImpl;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigDef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where reading goes on when the offset that comes next is not on the topic.
 *
 * @param client properties of a Kafka client; they may hold secrets
 */
public record LostOffsets(Properties client, OffsetReset reset) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(LostOffsets.class);

  /** The offsets of the records that a partition has. */
  private record Range(long earliest, long end) {}

  /**
   * The offsets to go on with, of the partitions that cannot be read where they stand.
   *
   * @param skipped counts the records that are passed over, at most: an offset may be that of a
   *     transaction's mark
   * @param readAnew counts the partitions that end before the offset that comes next: nobody knows
   *     what was passed over there
   * @throws SuppressRestartsException if none is to be passed over
   */
  Map<TopicPartition, Long> goOn(InvalidOffsetException lost, Counter skipped, Counter readAnew) {
    Map<TopicPartition, Long> wanted =
        lost instanceof OffsetOutOfRangeException outside
            ? outside.offsetOutOfRangePartitions()
            : Map.of(); // reading was to begin at committed offsets, and there are none
    Map<TopicPartition, Long> offsets = new HashMap<>();
    ranges(lost)
        .forEach(
            (partition, range) ->
                offsets.put(
                    partition, goOn(partition, wanted.get(partition), range, skipped, readAnew)));
    return offsets;
  }

  private long goOn(
      TopicPartition partition, Long wanted, Range range, Counter skipped, Counter readAnew) {
    String where =
        "topic=%s, partition=%d, wanted=%s, earliest=%d, end=%d"
            .formatted(
                partition.topic(),
                partition.partition(),
                wanted == null ? "the committed" : wanted,
                range.earliest(),
                range.end());
    if (reset == OffsetReset.NONE) {
      throw new SuppressRestartsException(
          new IllegalStateException(
              "offset must be on the topic, as auto.offset.reset is none: " + where));
    }
    long next = reset == OffsetReset.EARLIEST ? range.earliest() : range.end();
    if (wanted != null && wanted > range.end()) {
      readAnew.inc();
      LOG.warn(
          "The topic ends before the offset that comes next: it was emptied or made again, and"
              + " reading begins again at its {} offset: {}",
          reset,
          where);
    } else if (wanted != null) {
      long records = Math.max(0, next - wanted);
      skipped.inc(records);
      LOG.warn(
          "{} records are not on the topic any more or are skipped, as auto.offset.reset is {}: {}",
          records,
          reset,
          where);
    }
    return next;
  }

  private Map<TopicPartition, Range> ranges(InvalidOffsetException lost) {
    try (AdminClient admin = AdminClient.create(client)) {
      var kafka = new PartitionOffsetsRetrieverImpl(admin, client.getProperty("group.id"));
      Map<TopicPartition, Long> earliest = kafka.beginningOffsets(lost.partitions());
      Map<TopicPartition, Long> ends = kafka.endOffsets(lost.partitions());
      Map<TopicPartition, Range> ranges = new HashMap<>();
      lost.partitions().forEach(p -> ranges.put(p, new Range(earliest.get(p), ends.get(p))));
      return ranges;
    }
  }

  /** Most records that the client takes at once. */
  int recordsAtOnce() {
    String name = ConsumerConfig.MAX_POLL_RECORDS_CONFIG;
    String most = client.getProperty(name, "" + ConsumerConfig.DEFAULT_MAX_POLL_RECORDS);
    return (int) ConfigDef.parseType(name, most, ConfigDef.Type.INT);
  }

  /** Leaves the client's properties out: they may hold secrets. */
  @Override
  public String toString() {
    return "auto.offset.reset=" + reset;
  }
}
