package io.flinksgd.kafka.source;

import io.flinksgd.kafka.client.ConnectorCheck;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;

/**
 * Flink's Kafka source, whose state holds positions and nothing of where a run was to end: a run
 * that goes on from a savepoint reads the topics and ends where it is told to, whatever the run
 * before it was told. Positions that are lost are a matter of {@link LostOffsets}. Flink's own
 * keeps the ends of the first run, forgets partitions that have reached them, and does not tell
 * restored readers that there are no more partitions, so that a bounded run never ends.
 */
public final class ResumableSource<T>
    implements Source<T, KafkaPartitionSplit, KafkaSourceEnumState>,
        ResultTypeQueryable<T>,
        LineageVertexProvider {
  private static final long serialVersionUID = 1L;

  private final KafkaSource<T> source;
  private final Set<String> topics;
  private final KafkaEnds ends;
  private final LostOffsets lost;
  private final UnpackedLimits limits;

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
    this.source = source;
    this.topics = Set.copyOf(topics);
    this.ends = ends.orElse(null);
    this.lost = lost;
    this.limits = limits;
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  @Override
  public SourceReader<T, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    ConnectorCheck.whenStarted();
    MetricGroup group = context.metricGroup().addGroup("training");
    Counter skipped = group.counter("skippedRecords");
    Counter anew = group.counter("partitionsReadAnew");
    return new ResumableReader<>(
        () -> ScreenedClient.install(source.createReader(context), limits, lost.recordsAtOnce()),
        topics,
        ends,
        lost,
        skipped,
        anew);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    ConnectorCheck.whenStarted();
    return source.createEnumerator(new WaitingContext(context));
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState state)
      throws Exception {
    ConnectorCheck.whenStarted();
    KafkaSourceEnumState named =
        new KafkaSourceEnumState(
            named(state.assignedSplits()),
            named(state.unassignedSplits()),
            state.initialDiscoveryFinished());
    if (ends == null) {
      return source.restoreEnumerator(new WaitingContext(context), named);
    }
    Discovery discovery = new Discovery(context);
    return new RestoredEnumerator(source.restoreEnumerator(discovery, named), discovery);
  }

  private List<KafkaPartitionSplit> named(Collection<KafkaPartitionSplit> splits) {
    return splits.stream()
        .filter(split -> topics.contains(split.getTopicPartition().topic()))
        .toList();
  }

  @Override
  public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
    return source.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
    return source.getEnumeratorCheckpointSerializer();
  }

  @Override
  public LineageVertex getLineageVertex() {
    return source.getLineageVertex();
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return source.getProducedType();
  }
}
