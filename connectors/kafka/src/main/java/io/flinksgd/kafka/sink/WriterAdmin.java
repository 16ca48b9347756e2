// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import java.lang.reflect.Field;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin client of Flink's transactional writer. It looks for open transactions with it, and
 * never closes it: each attempt of a job would leave a thread and a connection behind, and with the
 * thread the class loader of the job.
 */
final class WriterAdmin {
  private static final Logger LOG = LoggerFactory.getLogger(WriterAdmin.class);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private WriterAdmin() {}

  /** Closes that of {@code writer}, which has been closed; does nothing if it has none. */
  static AutoCloseable of(Object writer) {
    return () -> {
      for (Class<?> type = writer.getClass(); type != null; type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          if (Admin.class.isAssignableFrom(field.getType())) {
            close(field, writer);
          }
        }
      }
    };
  }

  private static void close(Field field, Object writer) {
    try {
      field.setAccessible(true);
      if (field.get(writer) instanceof Admin admin) {
        admin.close(PATIENCE);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("the admin client of {} could not be closed", writer.getClass().getName(), e);
    }
  }
}
