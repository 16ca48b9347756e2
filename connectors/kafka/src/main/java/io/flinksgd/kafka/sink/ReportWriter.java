// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import io.flinksgd.kafka.metric.KafkaMetrics;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.metrics.Gauge;

/**
 * Hands reports to a {@link ReportSender}, and so holds up neither the task nor a checkpoint,
 * whatever the broker does. Only what is wrong from the start fails the job: a topic that is not
 * there and must not be made, or a right that is missing, in the first attempt of a job that has
 * written no report yet.
 *
 * <p>Owned by the task's thread.
 */
final class ReportWriter<T>
    implements StatefulSinkWriter<T, TopicWriterState>, CommittingSinkWriter<T, KafkaCommittable> {
  private final TopicSerialization<T> serialization;
  private final ReportSender sender;
  private final boolean first;

  private ReportWriter(
      TopicSerialization<T> serialization, ReportSender sender, WriterInitContext context) {
    this.serialization = serialization;
    this.sender = sender;
    this.first =
        context.getRestoredCheckpointId().isEmpty()
            && context.getTaskInfo().getAttemptNumber() == 0;
    Gauge<Long> dropped = sender::dropped;
    KafkaMetrics.DROPPED_REPORTS.gauge(context.metricGroup().addGroup("training"), dropped);
  }

  /** Starts a thread that sends by a producer with the properties {@code client}. */
  static <T> ReportWriter<T> open(
      Properties client,
      TopicSerialization<T> serialization,
      TopicSettings settings,
      WriterInitContext context) {
    return new ReportWriter<>(serialization, ReportSender.start(client, settings), context);
  }

  @Override
  public void write(T report, Context where) throws IOException {
    refuse();
    sender.send(serialization.serialize(report, null, where.timestamp()));
  }

  @Override
  public void flush(boolean endOfInput) throws IOException {
    refuse();
  }

  private void refuse() throws IOException {
    RuntimeException refusal = sender.refusal();
    if (refusal != null && first) {
      throw new IOException(refusal.getMessage(), refusal);
    }
  }

  @Override
  public Collection<KafkaCommittable> prepareCommit() {
    return List.of();
  }

  @Override
  public List<TopicWriterState> snapshotState(long checkpoint) {
    return List.of();
  }

  @Override
  public void close() {
    sender.close();
  }
}
