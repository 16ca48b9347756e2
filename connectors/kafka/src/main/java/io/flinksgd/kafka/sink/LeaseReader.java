// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import io.flinksgd.kafka.client.ClientProperties;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads leases, also those that stand behind a transaction that is open. Owned by one thread. */
final class LeaseReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Shorter than a lease without a renewal, so that a late answer costs no writer its lease. */
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** A live writer's lease is among the last records; a dead one's may stand behind many pages. */
  private static final long FIRST_LOOK = 16;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final Duration patience;

  LeaseReader(TopicSettings settings) {
    this(settings, Map.of());
  }

  /** {@code more} takes the place of the topic's own properties. */
  LeaseReader(TopicSettings settings, Map<String, Object> more) {
    Map<String, Object> client = new HashMap<>(settings.address().properties());
    client.putAll(more);
    client.put("bootstrap.servers", settings.address().bootstrapServers());
    client.put("isolation.level", "read_uncommitted");
    client.put("auto.offset.reset", "earliest");
    client.put("allow.auto.create.topics", "false");
    client.put("enable.auto.commit", "false");
    client.remove("group.id");
    this.consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.partition = new TopicPartition(settings.topic(), 0);
    this.patience = ClientProperties.patience(client);
    consumer.assign(List.of(partition));
  }

  /** Whether there is the topic. */
  boolean hasTopic() {
    List<PartitionInfo> partitions = consumer.partitionsFor(partition.topic());
    return partitions != null && !partitions.isEmpty();
  }

  /** The newest lease on the topic. */
  Optional<Lease> newest() throws IOException {
    long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    Optional<Lease> newest = Optional.empty();
    for (long look = FIRST_LOOK; newest.isEmpty(); look *= 16) {
      long from = Math.max(begin, end - look);
      newest = between(from, end);
      if (from == begin) {
        break;
      }
    }
    return newest;
  }

  private Optional<Lease> between(long from, long end) throws IOException {
    Optional<Lease> newest = Optional.empty();
    consumer.seek(partition, from);
    long heardAt = System.nanoTime();
    long position = from;
    while (position < end) {
      Optional<Lease> last = lastOf(POLL);
      newest = last.isPresent() ? last : newest;
      if (consumer.position(partition) > position) {
        position = consumer.position(partition);
        heardAt = System.nanoTime();
      } else if (System.nanoTime() - heardAt > patience.toNanos()) {
        throw new IOException(
            "leases must be read in time: partition=%s, offset=%d, end=%d"
                .formatted(partition, position, end));
      }
    }
    return newest;
  }

  /**
   * The first that comes within {@code time} after what has been read, or after the broker was away
   * for the last time: while nobody can renew a lease, none runs out.
   */
  Optional<Lease> next(Duration time) throws IOException {
    long begin = System.nanoTime();
    Optional<Lease> next = Optional.empty();
    while (next.isEmpty() && System.nanoTime() - begin < time.toNanos()) {
      next = lastOf(POLL);
      if (next.isEmpty() && !isReachable()) {
        begin = System.nanoTime();
      }
    }
    return next;
  }

  private boolean isReachable() {
    try {
      return !consumer.endOffsets(List.of(partition), ANSWER).isEmpty();
    } catch (TimeoutException e) {
      return false;
    }
  }

  private Optional<Lease> lastOf(Duration poll) throws IOException {
    Optional<Lease> last = Optional.empty();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(poll)) {
      Optional<Lease> lease = Lease.of(record);
      if (lease.isPresent()) {
        last = lease;
      }
    }
    return last;
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(ANSWER));
  }
}
