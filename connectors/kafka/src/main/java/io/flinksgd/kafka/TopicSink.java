package io.flinksgd.kafka;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
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
 *       writes stay the same: one more than there are checkpoints under way. They are those of the
 *       job's lineage, so that jobs that write one topic do not end each other's transactions.
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

  private final Properties client;
  private final TopicSerialization<T> serialization;
  private final TopicSettings settings;

  /** {@code client} are the properties of producers; they may hold secrets. */
  TopicSink(Properties client, TopicSerialization<T> serialization, TopicSettings settings) {
    this.client = client;
    this.serialization = serialization;
    this.settings = settings;
  }

  /** Flink's sink, with transactional ids that begin with {@code prefix}. */
  KafkaSink<T> sink(String prefix) {
    return KafkaSink.<T>builder()
        .setBootstrapServers(settings.bootstrapServers())
        .setKafkaProducerConfig(client)
        .setDeliveryGuarantee(settings.guarantee())
        .setTransactionalIdPrefix(prefix)
        .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
        .setRecordSerializer(serialization)
        .build();
  }

  private KafkaSink<T> sink() {
    return sink(settings.prefix());
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
    ConnectorCheck.whenStarted();
    return TopicWriter.open(this::sink, settings, context, restored);
  }

  @Override
  public SimpleVersionedSerializer<TopicWriterState> getWriterStateSerializer() {
    return new TopicWriterState.Serializer(sink().getWriterStateSerializer());
  }

  @Override
  public Committer<KafkaCommittable> createCommitter(CommitterInitContext context) {
    return new TopicCommitter(prefix -> sink(prefix).createCommitter(context), settings.topic());
  }

  @Override
  public SimpleVersionedSerializer<KafkaCommittable> getCommittableSerializer() {
    return sink().getCommittableSerializer();
  }

  @Override
  public void addPostCommitTopology(DataStream<CommittableMessage<KafkaCommittable>> committed) {
    sink().addPostCommitTopology(committed);
  }
}
