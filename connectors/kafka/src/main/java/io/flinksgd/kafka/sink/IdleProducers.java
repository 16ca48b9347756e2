// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Iterator;
import org.apache.flink.connector.kafka.sink.internal.FlinkKafkaInternalProducer;
import org.apache.flink.connector.kafka.sink.internal.ProducerPoolImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Producers that Flink's transactional writer keeps to use them again: as many as transactions ever
 * waited for a checkpoint at the same time, each with a thread and connections.
 */
final class IdleProducers {
  /** What a writer needs when checkpoints do not fail. */
  static final int KEPT = 2;

  private static final Logger LOG = LoggerFactory.getLogger(IdleProducers.class);

  private IdleProducers() {}

  /** Closes those of {@code writer} that are too many, in the thread that owns it. */
  static void trim(Object writer) {
    try {
      for (Class<?> type = writer.getClass(); type != null; type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          if (field.getType().isAssignableFrom(ProducerPoolImpl.class)
              && field.getType() != Object.class) {
            field.setAccessible(true);
            if (field.get(writer) instanceof ProducerPoolImpl pool) {
              trim(pool);
            }
          }
        }
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("idle producers of {} could not be closed", writer.getClass().getName(), e);
    }
  }

  private static void trim(ProducerPoolImpl pool) {
    Iterator<FlinkKafkaInternalProducer<byte[], byte[]>> idle = pool.getProducers().iterator();
    int more = pool.getProducers().size() - KEPT;
    for (; more > 0; more--) {
      FlinkKafkaInternalProducer<byte[], byte[]> producer = idle.next();
      idle.remove();
      producer.close(Duration.ZERO); // it has nothing to send
    }
  }
}
