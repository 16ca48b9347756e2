// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes parts of a sink in a task's cleanup, which is no place for an exception and none to wait:
 * Flink interrupts nothing there, and ends the whole process of a task that has not ended after
 * three minutes. Flink's transactional writer waits for a broker that is away, to abort what is
 * open, as long as its {@code max.block.ms} says; what is left open is aborted by whoever comes
 * next, or by Kafka.
 */
final class QuietCloser {
  private static final Logger LOG = LoggerFactory.getLogger(QuietCloser.class);

  /** How long a part may take, and how long one that is interrupted then. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration LAST = Duration.ofSeconds(1);

  private QuietCloser() {}

  /** Closes a part of the sink of {@code topic}; what goes wrong is in the log. */
  static void close(AutoCloseable part, String topic) {
    close(part, topic, PATIENCE);
  }

  /** As above; an interrupt of the caller stays one. */
  static void close(AutoCloseable part, String topic, Duration patience) {
    Thread closing = new Thread(() -> closeNow(part, topic), "closing the sink of topic " + topic);
    closing.setDaemon(true);
    closing.start();
    boolean interrupted = Thread.interrupted();
    interrupted |= await(closing, patience);
    if (closing.isAlive()) {
      LOG.warn("the sink of topic {} does not close, most likely its broker is away", topic);
      closing.interrupt();
      interrupted |= await(closing, LAST);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeNow(AutoCloseable part, String topic) {
    try {
      part.close();
    } catch (Throwable e) {
      if (Thread.currentThread().isInterrupted()) {
        LOG.debug("closing the sink of topic {} was interrupted", topic, e); // as was said
      } else {
        LOG.warn("closing the sink of topic {} failed", topic, e);
      }
    }
  }

  /** Whether the caller was interrupted, which ends the waiting. */
  private static boolean await(Thread thread, Duration time) {
    try {
      thread.join(time.toMillis());
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }
}
