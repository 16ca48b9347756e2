// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.report;

import io.flinksgd.kafka.metric.KafkaMetrics;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads a topic to which others may have written, too: what is not of the kind that is read is left
 * out and counted (metric {@code foreignRecords}).
 */
abstract class ForeignRecords<T> implements KafkaRecordDeserializationSchema<T> {
  private static final long serialVersionUID = 1L;

  private transient Counter foreign;

  /**
   * What a record that has a value is; empty if it is one of this topic that is not asked for.
   *
   * @throws IOException if it is foreign, as is one by which any other error comes
   */
  abstract Optional<T> read(ConsumerRecord<byte[], byte[]> record) throws IOException;

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    foreign = KafkaMetrics.FOREIGN_RECORDS.counter(context.getMetricGroup());
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<T> out) {
    if (record.value() == null) {
      return;
    }
    Optional<T> read;
    try {
      read = read(record);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      foreign.inc();
      return;
    }
    read.ifPresent(out::collect);
  }
}
