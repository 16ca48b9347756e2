// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Polls a client, and finds the records by which memory runs out. Kafka's limits are on compressed
 * batches: the client unpacks a record before anybody can see how large it is, and 600 MB of zeros
 * come in 19 kB. So when a poll runs out of memory, the next client is to take one record at a
 * time; where memory then runs out twice, the record is left out.
 *
 * <p>Only of topics with one partition: otherwise nobody knows which of them it was. For one
 * thread.
 */
final class Unpacking {
  private final Set<Long> unreadable = new TreeSet<>();
  private TopicPartition partition;
  private boolean careful;
  private boolean polling;
  private long at = -1;
  private long failedAt = -1;

  /** Whether the next client is to take one record at a time. */
  boolean isCareful() {
    return careful;
  }

  /** As the client does, but past what is left out. */
  ConsumerRecords<byte[], byte[]> poll(KafkaConsumer<byte[], byte[]> client, Duration patience) {
    Set<TopicPartition> partitions = client.assignment();
    partition = partitions.size() == 1 ? partitions.iterator().next() : null;
    if (careful && partition != null) {
      at = client.position(partition);
      long next = at;
      while (unreadable.contains(next)) {
        next++;
      }
      if (next > at) {
        client.seek(partition, next);
        at = next;
      }
    }
    polling = true;
    ConsumerRecords<byte[], byte[]> records = client.poll(patience);
    polling = false;
    return records;
  }

  /** Memory ran out; which record is left out from now on, if one is. */
  OptionalLong failed() {
    boolean here = polling && partition != null;
    polling = false;
    if (!here) {
      return OptionalLong.empty();
    }
    boolean again = careful && (at == failedAt || unreadable.contains(at - 1));
    failedAt = careful ? at : -1;
    careful = true;
    return again && unreadable.add(at) ? OptionalLong.of(at) : OptionalLong.empty();
  }

  /** It is another topic now. */
  void forget() {
    unreadable.clear();
    failedAt = -1;
  }
}
