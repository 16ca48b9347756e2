// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.result;

import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.sink.KafkaTarget;
import io.flinksgd.kafka.sink.TopicLease;
import io.flinksgd.kafka.sink.TopicSerialization;
import io.flinksgd.kafka.sink.TopicSink;
import io.flinksgd.publication.Publication;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.reader.ModelRecord;
import java.time.Duration;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apiguardian.api.API;

/**
 * Publishes models to a compacted topic, from which {@link ModelReader} takes them. Records have a
 * binary format that begins with a magic number and a version; see {@link KafkaTopics#model} for
 * the topic, which is made when the job starts if it is missing.
 *
 * <p>A topic has one writer at a time. A job that finds another one alive is refused when it
 * starts, unless it is told to {@linkplain KafkaTarget#takeOver take over}; the other one then
 * fails and does not restart. Versions of two writers are never mixed, whatever clocks and networks
 * do. A restore goes on at once, and so does a job after one whose input has ended. After a job
 * that was cancelled or that died without notice, another one waits for {@link #LEASE}.
 *
 * <p>Methods are called on the thread that builds the job; {@link #record} on any. Source of the
 * rule for a version: {@link Publication}.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class KafkaModel {
  /** How long a model topic is another job's that has not said that it is alive. */
  public static final Duration LEASE = TopicLease.LENGTH;

  static final String UID = "model-topic";

  private KafkaModel() {}

  /** A sink for pages and manifests, exactly once unless {@code target} says otherwise. */
  public static Sink<Publication> sink(KafkaTarget target) {
    return topicSink(target);
  }

  static TopicSink<Publication> topicSink(KafkaTarget target) {
    return target.sink(DeliveryGuarantee.EXACTLY_ONCE, new Serialization(target.topic()), true);
  }

  /**
   * Publishes {@code publications} from one task, so that the pages and the manifest of a version
   * are one transaction and readers take up each version as soon as it is committed.
   *
   * @throws IllegalArgumentException if checkpoints are further apart than a transaction may last
   */
  public static DataStreamSink<Publication> publish(
      DataStream<Publication> publications, KafkaTarget target) {
    TopicSink<Publication> sink = topicSink(target);
    sink.check(publications.getExecutionEnvironment());
    return publications
        .sinkTo(sink)
        .name("model topic " + target.topic())
        .uid(UID)
        .setParallelism(1);
  }

  /**
   * {@code publication} as a record of {@code topic}, for whoever publishes without a job: the
   * pages of a version and then its manifest, all in one transaction.
   */
  public static ProducerRecord<byte[], byte[]> record(String topic, Publication publication) {
    return new ProducerRecord<>(
        topic, ModelRecord.key(publication), ModelRecord.value(publication));
  }

  /** Turns publications into records. */
  private record Serialization(String topic) implements TopicSerialization<Publication> {
    private static final long serialVersionUID = 1L;

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        Publication publication, KafkaSinkContext context, Long timestamp) {
      return record(topic, publication);
    }
  }
}
