package io.flinksgd.kafka;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreWriteTopology;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Flink's Kafka sink for one topic, and what it lacks:
 *
 * <ul>
 *   <li>A job in which the sink does not fit is refused when its graph is built, see {@link
 *       KafkaTarget#check} and {@link JobTopics}.
 *   <li>A topic that is missing is made when the job starts.
 *   <li>A writer that has nothing to write makes no transactional id, and the ids of one that
 *       writes stay the same: one more than there are checkpoints under way.
 *   <li>A topic of a model has one writer, see {@link TopicLease}.
 *   <li>Closing it never throws: a task's cleanup is no place for it, and what was not committed is
 *       aborted by whoever comes next, or by Kafka.
 * </ul>
 */
final class TopicSink<T>
    implements Sink<T>,
        SupportsWriterState<T, TopicWriterState>,
        SupportsCommitter<KafkaCommittable>,
        SupportsPreWriteTopology<T>,
        SupportsPostCommitTopology<KafkaCommittable> {
  private static final long serialVersionUID = 1L;

  private final KafkaSink<T> sink;
  private final TopicSettings settings;

  TopicSink(KafkaSink<T> sink, TopicSettings settings) {
    this.sink = sink;
    this.settings = settings;
  }

  TopicSettings settings() {
    return settings;
  }

  @Override
  public DataStream<T> addPreWriteTopology(DataStream<T> records) {
    settings.check(records.getExecutionEnvironment());
    JobTopics.check(records, settings);
    return records;
  }

  @Override
  public TopicWriter<T> createWriter(WriterInitContext context) throws IOException {
    return restoreWriter(context, List.of());
  }

  @Override
  public TopicWriter<T> restoreWriter(
      WriterInitContext context, Collection<TopicWriterState> restored) throws IOException {
    return TopicWriter.open(sink, settings, context, restored);
  }

  @Override
  public SimpleVersionedSerializer<TopicWriterState> getWriterStateSerializer() {
    return new TopicWriterState.Serializer(sink.getWriterStateSerializer());
  }

  @Override
  public Committer<KafkaCommittable> createCommitter(CommitterInitContext context) {
    return new TopicCommitter(() -> sink.createCommitter(context), settings.topic());
  }

  @Override
  public SimpleVersionedSerializer<KafkaCommittable> getCommittableSerializer() {
    return sink.getCommittableSerializer();
  }

  @Override
  public void addPostCommitTopology(DataStream<CommittableMessage<KafkaCommittable>> committed) {
    sink.addPostCommitTopology(committed);
  }
}
