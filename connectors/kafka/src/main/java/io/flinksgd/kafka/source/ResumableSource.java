// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import io.flinksgd.kafka.client.ConnectorCheck;
import io.flinksgd.kafka.metric.KafkaMetrics;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Flink's Kafka source, whose state holds positions and nothing of where a run was to end: a run
 * that goes on from a savepoint reads the topics and ends where its own settings say, whatever
 * those of the run before it said. {@link LostOffsets} says what happens when positions are lost.
 * Flink's own keeps the ends of the first run, forgets partitions that have reached them, and does
 * not tell restored readers that there are no more partitions, so that a bounded run never ends.
 */
public final class ResumableSource<T> extends ScreenedSource<T> {
  private static final long serialVersionUID = 1L;

  private final Set<String> topics;
  private final KafkaEnds ends;
  private final LostOffsets lost;

  /**
   * A source that reads as {@code source} does.
   *
   * @param ends of a bounded source
   * @param limits of what is unpacked
   */
  public ResumableSource(
      KafkaSource<T> source,
      List<String> topics,
      Optional<KafkaEnds> ends,
      LostOffsets lost,
      UnpackedLimits limits) {
    super(source, limits, lost.recordsAtOnce());
    this.topics = Set.copyOf(topics);
    this.ends = ends.orElse(null);
    this.lost = lost;
  }

  @Override
  public SourceReader<T, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    MetricGroup group = context.metricGroup().addGroup("training");
    Counter skipped = KafkaMetrics.SKIPPED_RECORDS.counter(group);
    Counter readAnew = KafkaMetrics.PARTITIONS_READ_ANEW.counter(group);
    return new ResumableReader<>(
        () -> super.createReader(context), topics, ends, lost, skipped, readAnew);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState state)
      throws Exception {
    KafkaSourceEnumState named =
        new KafkaSourceEnumState(
            named(state.assignedSplits()),
            named(state.unassignedSplits()),
            state.initialDiscoveryFinished());
    if (ends == null) {
      return super.restoreEnumerator(context, named);
    }
    ConnectorCheck.whenStarted();
    Discovery discovery = new Discovery(context);
    return new RestoredEnumerator(source.restoreEnumerator(discovery, named), discovery);
  }

  private List<KafkaPartitionSplit> named(Collection<KafkaPartitionSplit> splits) {
    return splits.stream()
        .filter(split -> topics.contains(split.getTopicPartition().topic()))
        .toList();
  }
}
