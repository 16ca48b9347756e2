// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import io.flinksgd.jobs.flights.Flights;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes flights to a topic at a steady pace, each record to the next partition in turn: so the end
 * of every partition is known before the first record is written.
 */
final class Feed implements Runnable {
  private final Plan plan;
  private final Map<String, Object> client;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private volatile boolean stopped;

  Feed(Plan plan, String bootstrapServers) {
    this.plan = plan;
    this.client =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.LINGER_MS_CONFIG,
            5,
            ProducerConfig.BATCH_SIZE_CONFIG,
            128 * 1024);
  }

  /** Records that partition {@code partition} will hold. */
  static long end(long records, int partitions, int partition) {
    return records / partitions + (partition < records % partitions ? 1 : 0);
  }

  @Override
  public void run() {
    try (Flights flights = Flights.open(plan.data());
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      long start = System.nanoTime();
      for (long n = 0; n < plan.records() && !stopped && failure.get() == null; n++) {
        long pause = plan.pace().pause(n, System.nanoTime() - start);
        if (pause > 0) {
          LockSupport.parkNanos(pause);
        }
        send(producer, (int) (n % plan.partitions()), flights.next());
      }
    } catch (IOException | RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int partition, byte[] flight) {
    var unused =
        producer.send(
            new ProducerRecord<>(Plan.EXAMPLES, partition, null, flight),
            (written, e) -> {
              if (e != null) {
                failure.compareAndSet(null, e);
              }
            });
  }

  /** Ends {@link #run} before its time. */
  void stop() {
    stopped = true;
  }

  /** Throws what made {@link #run} fail, if it did. */
  void check() throws IOException {
    Exception e = failure.get();
    if (e != null) {
      throw new IOException("feeding flights to topic " + Plan.EXAMPLES + " failed", e);
    }
  }
}
