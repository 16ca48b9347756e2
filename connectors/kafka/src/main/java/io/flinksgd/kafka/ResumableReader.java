package io.flinksgd.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.common.TopicPartition;

/**
 * Has a reader read up to the ends that are set now, and keeps the positions of partitions that
 * have reached them. Owned by the task's thread.
 */
@SuppressWarnings("try") // closing a reader may be interrupted
final class ResumableReader<T> implements SourceReader<T, KafkaPartitionSplit> {
  private final SourceReader<T, KafkaPartitionSplit> reader;
  private final KafkaEnds ends;
  private final Map<TopicPartition, KafkaPartitionSplit> assigned = new LinkedHashMap<>();

  /** {@code ends} is null for a stream without end. */
  ResumableReader(SourceReader<T, KafkaPartitionSplit> reader, KafkaEnds ends) {
    this.reader = reader;
    this.ends = ends;
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    List<KafkaPartitionSplit> ending = new ArrayList<>();
    for (KafkaPartitionSplit split : splits) {
      TopicPartition partition = split.getTopicPartition();
      KafkaPartitionSplit now =
          ends == null
              ? new KafkaPartitionSplit(partition, split.getStartingOffset())
              : new KafkaPartitionSplit(partition, split.getStartingOffset(), ends.of(partition));
      assigned.put(partition, now);
      ending.add(now);
    }
    reader.addSplits(ending);
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

  /** Where a partition stands that the reader has finished; it may have begun behind its end. */
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
    return reader.pollNext(output);
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return reader.isAvailable();
  }

  @Override
  public void notifyNoMoreSplits() {
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
