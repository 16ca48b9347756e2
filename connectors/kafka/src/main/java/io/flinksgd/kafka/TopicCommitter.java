package io.flinksgd.kafka;

import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits transactions; Flink's committer is opened with the first, and closing never throws. */
final class TopicCommitter implements Committer<KafkaCommittable> {
  private static final Logger LOG = LoggerFactory.getLogger(TopicCommitter.class);

  /** A job that has lost its topic ends within this time. */
  private static final long PATIENCE_NANOS = 2 * TopicLease.RENEWAL.toNanos();

  private static final long PAUSE_NANOS = 20_000_000;

  /** Opens part of a sink. */
  @FunctionalInterface
  interface Opening<R> {
    R open() throws IOException;
  }

  /** Opens Flink's committer of transactions whose ids begin with {@code prefix}. */
  @FunctionalInterface
  interface Committers {
    Committer<KafkaCommittable> open(String prefix) throws IOException;
  }

  private final Committers committers;
  private final String topic;
  private Committer<KafkaCommittable> committer;

  TopicCommitter(Committers committers, String topic) {
    this.committers = committers;
    this.topic = topic;
  }

  @Override
  public void commit(Collection<CommitRequest<KafkaCommittable>> requests)
      throws IOException, InterruptedException {
    if (requests.isEmpty()) {
      return;
    }
    if (committer == null) {
      String id = requests.iterator().next().getCommittable().getTransactionalId();
      String prefix = new TransactionalId(id).prefix();
      committer = patiently(() -> committers.open(prefix));
    }
    committer.commit(requests);
  }

  @Override
  public void close() {
    if (committer != null) {
      closeQuietly(committer, topic);
    }
  }

  /**
   * Opens part of Flink's sink, of which a JVM has one for each name of transactions: another job
   * in this JVM that has just lost the topic may not have closed its own yet.
   */
  static <R> R patiently(Opening<R> opening) throws IOException {
    long begin = System.nanoTime();
    while (true) {
      try {
        return opening.open();
      } catch (IllegalStateException e) {
        if (System.nanoTime() - begin > PATIENCE_NANOS || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** Closes part of a sink; what goes wrong is in the log, and an interrupt stays one. */
  static void closeQuietly(AutoCloseable part, String topic) {
    try {
      part.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("closing the sink of topic {} failed", topic, e);
    }
  }
}
