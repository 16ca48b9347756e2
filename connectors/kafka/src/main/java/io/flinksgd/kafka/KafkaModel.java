package io.flinksgd.kafka;

import io.flinksgd.publication.Publication;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Publishes models to a compacted topic, from which {@link ModelReader} takes them. Records have a
 * binary format that begins with a magic number and a version; see {@link KafkaTopics#model} for
 * the topic.
 */
public final class KafkaModel {
  static final String UID = "model-topic";

  private KafkaModel() {}

  /** A sink for pages and manifests, exactly once unless {@code target} says otherwise. */
  public static KafkaSink<Publication> sink(KafkaTarget target) {
    return target.sink(DeliveryGuarantee.EXACTLY_ONCE, new Serialization(target.topic()));
  }

  /**
   * Publishes {@code publications} from one task, so that the pages and the manifest of a version
   * are one transaction and readers take up each version as soon as it is committed.
   *
   * @throws IllegalArgumentException if checkpoints are further apart than a transaction may last
   */
  public static DataStreamSink<Publication> publish(
      DataStream<Publication> publications, KafkaTarget target) {
    target.check(publications.getExecutionEnvironment(), DeliveryGuarantee.EXACTLY_ONCE);
    return publications
        .sinkTo(sink(target))
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
  private record Serialization(String topic)
      implements KafkaRecordSerializationSchema<Publication> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        Publication publication, KafkaSinkContext context, Long timestamp) {
      return record(topic, publication);
    }
  }
}
