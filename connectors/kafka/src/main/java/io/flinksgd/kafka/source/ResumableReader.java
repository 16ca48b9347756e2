// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import io.flinksgd.kafka.client.Rights;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;

/**
 * Has a reader read up to the ends that are set now, keeps the positions of partitions that have
 * reached them, and leaves out partitions of topics that are not read any more. When the offset
 * that comes next is not on a topic, another reader goes on where {@link LostOffsets} says. Owned
 * by the task's thread.
 */
@SuppressWarnings("try") // closing a reader may be interrupted
final class ResumableReader<T> implements SourceReader<T, KafkaPartitionSplit> {
  private static final long NO_CHECKPOINT = -1;

  /** Makes Flink's reader. */
  @FunctionalInterface
  interface Readers<T> {
    SourceReader<T, KafkaPartitionSplit> create() throws Exception;
  }

  private final Readers<T> readers;
  private final Set<String> topics;
  private final KafkaEnds ends;
  private final LostOffsets lost;
  private final Counter skipped;
  private final Counter readAnew;
  private final Map<TopicPartition, KafkaPartitionSplit> assigned = new LinkedHashMap<>();
  private SourceReader<T, KafkaPartitionSplit> reader;
  private boolean noMoreSplits;

  /** {@code ends} is null for a stream without end. */
  ResumableReader(
      Readers<T> readers,
      Set<String> topics,
      KafkaEnds ends,
      LostOffsets lost,
      Counter skipped,
      Counter readAnew)
      throws Exception {
    this.readers = readers;
    this.topics = topics;
    this.ends = ends;
    this.lost = lost;
    this.skipped = skipped;
    this.readAnew = readAnew;
    this.reader = readers.create();
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    List<KafkaPartitionSplit> ending = new ArrayList<>();
    for (KafkaPartitionSplit split : splits) {
      TopicPartition partition = split.getTopicPartition();
      if (!topics.contains(partition.topic())) {
        continue;
      }
      KafkaPartitionSplit now = upToItsEnd(partition, split.getStartingOffset());
      assigned.put(partition, now);
      ending.add(now);
    }
    reader.addSplits(ending);
  }

  private KafkaPartitionSplit upToItsEnd(TopicPartition partition, long from) {
    return ends == null
        ? new KafkaPartitionSplit(partition, from)
        : new KafkaPartitionSplit(partition, from, ends.of(partition));
  }

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpoint) {
    Map<TopicPartition, KafkaPartitionSplit> positions = new LinkedHashMap<>();
    assigned.forEach((partition, split) -> positions.put(partition, atItsEnd(split)));
    for (KafkaPartitionSplit split : reader.snapshotState(checkpoint)) {
      positions.put(
          split.getTopicPartition(),
          new KafkaPartitionSplit(split.getTopicPartition(), split.getStartingOffset()));
    }
    return new ArrayList<>(positions.values());
  }

  /** Where a partition stands that the reader has finished; it may have begun after its end. */
  private static KafkaPartitionSplit atItsEnd(KafkaPartitionSplit split) {
    long end = split.getStoppingOffset().orElse(0L);
    boolean read = end > Math.max(0, split.getStartingOffset());
    return new KafkaPartitionSplit(
        split.getTopicPartition(), read ? end : split.getStartingOffset());
  }

  @Override
  public void start() {
    reader.start();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
    try {
      return reader.pollNext(output);
    } catch (Exception e) {
      Optional<InvalidOffsetException> outside =
          ExceptionUtils.findThrowable(e, InvalidOffsetException.class);
      if (outside.isEmpty()) {
        throw Rights.missing(e, "READ", "topics " + topics).map(m -> (Exception) m).orElse(e);
      }
      goOn(outside.get());
      return InputStatus.NOTHING_AVAILABLE;
    }
  }

  /** A reader that has failed reads no more, but still knows what it has handed out. */
  private void goOn(InvalidOffsetException outside) throws Exception {
    Map<TopicPartition, Long> next = lost.goOn(outside, skipped, readAnew);
    List<KafkaPartitionSplit> splits = new ArrayList<>();
    for (KafkaPartitionSplit split : reader.snapshotState(NO_CHECKPOINT)) {
      TopicPartition partition = split.getTopicPartition();
      splits.add(
          new KafkaPartitionSplit(
              partition, next.getOrDefault(partition, split.getStartingOffset())));
    }
    reader.close();
    reader = readers.create();
    reader.start();
    addSplits(splits);
    if (noMoreSplits) {
      reader.notifyNoMoreSplits();
    }
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return reader.isAvailable();
  }

  @Override
  public void notifyNoMoreSplits() {
    noMoreSplits = true;
    reader.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    reader.handleSourceEvents(event);
  }

  @Override
  public void pauseOrResumeSplits(Collection<String> pause, Collection<String> resume) {
    reader.pauseOrResumeSplits(pause, resume);
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    reader.notifyCheckpointComplete(checkpoint);
  }

  @Override
  public void notifyCheckpointAborted(long checkpoint) throws Exception {
    reader.notifyCheckpointAborted(checkpoint);
  }

  @Override
  public void close() throws Exception {
    reader.close();
  }
}
