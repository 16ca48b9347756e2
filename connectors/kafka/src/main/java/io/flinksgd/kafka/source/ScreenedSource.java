// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import io.flinksgd.kafka.client.ConnectorCheck;
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
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;

/**
 * Flink's Kafka source, which keeps no more of a record than {@link UnpackedLimits} say, however
 * large it is once it is unpacked, and waits for a broker that is away.
 */
public class ScreenedSource<T>
    implements Source<T, KafkaPartitionSplit, KafkaSourceEnumState>,
        ResultTypeQueryable<T>,
        LineageVertexProvider {
  private static final long serialVersionUID = 1L;

  final KafkaSource<T> source;
  private final UnpackedLimits limits;
  private final int recordsAtOnce;

  /**
   * A source that reads as {@code source} does.
   *
   * @param recordsAtOnce the most records that its consumers take at once
   */
  public ScreenedSource(KafkaSource<T> source, UnpackedLimits limits, int recordsAtOnce) {
    this.source = source;
    this.limits = limits;
    this.recordsAtOnce = recordsAtOnce;
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  @Override
  public SourceReader<T, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    ConnectorCheck.whenStarted();
    return ScreenedClient.install(source.createReader(context), limits, recordsAtOnce);
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
    return source.restoreEnumerator(new WaitingContext(context), state);
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
