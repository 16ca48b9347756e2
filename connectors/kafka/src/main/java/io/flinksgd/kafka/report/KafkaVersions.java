// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.report;

import io.flinksgd.client.KafkaClasses;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.kafka.client.ConnectorCheck;
import io.flinksgd.kafka.source.ScreenedSource;
import io.flinksgd.kafka.source.UnpackedLimits;
import io.flinksgd.publication.Publication;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.reader.ManifestRules;
import io.flinksgd.reader.ModelRecord;
import java.io.IOException;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The versions that are published on a model topic, as a stream of manifests without pages. */
public final class KafkaVersions {
  /** Few, since each may have megabytes. */
  private static final int RECORDS_AT_ONCE = 16;

  /** Far more than a key of any record that training writes has. */
  private static final int KEY_BYTES = 1024;

  private KafkaVersions() {}

  /**
   * A source of manifests, from the beginning of what the compacted topic still has.
   *
   * @param client properties of the Kafka client; {@code bootstrap.servers} at least
   * @param bounded whether to end where the topic ends now
   */
  public static ScreenedSource<Publication> source(
      Properties client, String topic, boolean bounded) {
    return source(client, topic, bounded, ModelRecord.LARGEST, new Manifests());
  }

  /**
   * A source of committed records from the beginning of {@code topic}.
   *
   * @param mostBytes of a value; of a larger one a byte more is kept, so that the deserializer can
   *     refuse it
   */
  static <T> ScreenedSource<T> source(
      Properties client,
      String topic,
      boolean bounded,
      int mostBytes,
      KafkaRecordDeserializationSchema<T> deserializer) {
    ConnectorCheck.whenBuilt();
    KafkaSourceBuilder<T> source =
        KafkaSource.<T>builder()
            .setTopics(topic)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setProperty("isolation.level", "read_committed")
            .setProperty("commit.offsets.on.checkpoint", "false")
            .setProperties(KafkaClasses.actual(client))
            .setProperty("max.poll.records", Integer.toString(RECORDS_AT_ONCE))
            .setDeserializer(deserializer);
    return new ScreenedSource<>(
        (bounded ? source.setBounded(OffsetsInitializer.latest()) : source).build(),
        UnpackedLimits.above(KEY_BYTES, mostBytes),
        RECORDS_AT_ONCE);
  }

  /** Keeps what is a manifest. */
  static final class Manifests extends ForeignRecords<Publication> {
    private static final long serialVersionUID = 1L;

    @Override
    Optional<Publication> read(ConsumerRecord<byte[], byte[]> record) throws IOException {
      if (ModelRecord.isOther(record.key())) {
        return Optional.empty();
      }
      if (ModelRecord.isManifest(record.key())
          && ModelRecord.read(record.value()) instanceof Manifest manifest) {
        ManifestRules.check(manifest, Long.MAX_VALUE);
        return Optional.of(manifest);
      }
      throw new IOException("record of a manifest must be one");
    }

    @Override
    public TypeInformation<Publication> getProducedType() {
      return WireType.PUBLICATION;
    }
  }
}
