// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import io.flinksgd.kafka.client.ConnectorCheck;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.client.Outage;
import io.flinksgd.kafka.metric.KafkaMetrics;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreWriteTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Flink's Kafka sink for one topic, and what it lacks:
 *
 * <ul>
 *   <li>A job in which the sink does not fit is refused when its graph is built, see {@link
 *       Delivery#check} and {@link JobTopics}.
 *   <li>A topic that is missing is made when the job starts.
 *   <li>A writer that has nothing to write makes no transactional id, and the ids of one that
 *       writes stay the same: one more than there are checkpoints in progress. They are those of
 *       the job's lineage, so that jobs that write one topic do not end each other's transactions.
 *   <li>Checkpoints that fail leave it a bounded number of transactions, and none that Kafka would
 *       abort, see {@link PendingTransactions} and {@link IdleProducers}.
 *   <li>A topic of a model has one writer, see {@link TopicLease}.
 *   <li>Brokers that are away are waited for, see {@link Outage}, and reports hold up nothing, see
 *       {@link ReportWriter}.
 *   <li>Closing it never throws and takes a few seconds at most, see {@link QuietCloser}.
 * </ul>
 */
public final class TopicSink<T>
    implements Sink<T>,
        SupportsWriterState<T, TopicWriterState>,
        SupportsCommitter<KafkaCommittable>,
        SupportsPreWriteTopology<T>,
        SupportsPostCommitTopology<KafkaCommittable> {
  private static final long serialVersionUID = 1L;

  private final Properties client;
  private final TopicSerialization<T> serialization;
  private final TopicSettings settings;
  private final boolean reports;

  /**
   * A sink.
   *
   * @param client properties of producers; they may hold secrets
   * @param reports whether records may be dropped, so that they hold up nothing
   */
  TopicSink(
      Properties client,
      TopicSerialization<T> serialization,
      TopicSettings settings,
      boolean reports) {
    this.client = client;
    this.serialization = serialization;
    this.settings = settings;
    this.reports = reports;
  }

  /** Flink's sink, with transactional ids that begin with {@code prefix}. */
  KafkaSink<T> sink(String prefix) {
    return KafkaSink.<T>builder()
        .setBootstrapServers(settings.address().bootstrapServers())
        .setKafkaProducerConfig(client)
        .setDeliveryGuarantee(settings.delivery().guarantee())
        .setTransactionalIdPrefix(prefix)
        .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
        .setRecordSerializer(serialization)
        .build();
  }

  private KafkaSink<T> sink() {
    return sink(settings.delivery().prefix());
  }

  /**
   * Refuses a model's topic that a living job writes for another table, as far as that is seen in a
   * few seconds.
   *
   * @throws IllegalArgumentException with the names of both tables
   */
  public void checkWriter(String table) {
    LivingWriter.check(settings, table);
  }

  TopicSettings settings() {
    return settings;
  }

  /** The topic. */
  public String topic() {
    return settings.topic();
  }

  /**
   * Refuses a job whose checkpoints do not suit it.
   *
   * @throws IllegalArgumentException if they are further apart than a transaction may last
   */
  public void check(StreamExecutionEnvironment env) {
    settings.delivery().check(env);
  }

  /**
   * Makes the topic if it is missing, and refuses what its broker would refuse.
   *
   * @param partitions of a topic that has to be made
   */
  public void provide(KafkaTopics topics, int partitions) {
    settings.provide(topics, partitions);
    settings.delivery().check(topics);
  }

  @Override
  public DataStream<T> addPreWriteTopology(DataStream<T> records) {
    settings.delivery().check(records.getExecutionEnvironment());
    JobTopics.check(records, settings);
    return records;
  }

  @Override
  public StatefulSinkWriter<T, TopicWriterState> createWriter(WriterInitContext context)
      throws IOException {
    return restoreWriter(context, List.of());
  }

  @Override
  public StatefulSinkWriter<T, TopicWriterState> restoreWriter(
      WriterInitContext context, Collection<TopicWriterState> restored) throws IOException {
    ConnectorCheck.whenStarted();
    if (reports) {
      return ReportWriter.open(client, serialization, settings, context);
    }
    return TopicWriter.open(this::sink, settings, context, restored);
  }

  @Override
  public SimpleVersionedSerializer<TopicWriterState> getWriterStateSerializer() {
    return new TopicWriterState.Serializer(sink().getWriterStateSerializer());
  }

  @Override
  public Committer<KafkaCommittable> createCommitter(CommitterInitContext context) {
    MetricGroup training = context.metricGroup().addGroup("training");
    return new TopicCommitter(
        prefix -> sink(prefix).createCommitter(context),
        settings,
        KafkaMetrics.LOST_TRANSACTIONS.counter(training),
        KafkaMetrics.ENDED_TRANSACTIONS.counter(training));
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
