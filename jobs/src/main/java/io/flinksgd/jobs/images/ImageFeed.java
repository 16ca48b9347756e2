// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.images;

import io.flinksgd.kafka.format.ImageFormat;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes images to a topic, each to the next partition in turn. */
final class ImageFeed implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final int partitions;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private long written;

  ImageFeed(String bootstrapServers, String topic, int partitions) {
    this.topic = topic;
    this.partitions = partitions;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 * 1024),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Writes the first {@code count} images of {@code set}.
   *
   * @param seed of their order; the same one gives the same order
   */
  void write(ImageSet set, int count, long seed) throws IOException {
    ImageFormat format = set.format();
    for (int number : shuffled(count, seed)) {
      var unused =
          producer.send(
              new ProducerRecord<>(
                  topic, (int) (written++ % partitions), null, set.record(format, number)),
              (record, e) -> {
                if (e != null) {
                  failure.compareAndSet(null, e);
                }
              });
    }
    producer.flush();
    Exception e = failure.get();
    if (e != null) {
      throw new IOException("feeding images to topic " + topic + " failed", e);
    }
  }

  /** Fisher and Yates. */
  private static int[] shuffled(int count, long seed) {
    Random random = new Random(seed);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  @Override
  public void close() {
    producer.close();
  }
}
