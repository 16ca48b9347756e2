// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import io.flinksgd.kafka.client.TransactionalId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.internal.KafkaCommitter;
import org.apache.flink.connector.kafka.sink.internal.TransactionFinished;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits transactions; Flink's committer is opened with the first, and closing never throws.
 *
 * <p>After a restore it is asked to commit again what may have been committed long ago, or aborted
 * by Kafka. Flink's committer cannot tell one from the other, and says each time that data may be
 * lost. Here Kafka is asked first, see {@link Fate}: what was committed is not touched again, and
 * what was aborted is counted (metric {@code lostTransactions}) and said as an error, and so is
 * what another job has ended (metric {@code endedTransactions}). The job goes on: no restart would
 * bring it back.
 */
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
  private final TopicSettings settings;
  private final Counter lost;
  private final Counter ended;
  private Committer<KafkaCommittable> committer;

  /**
   * A committer.
   *
   * @param lost counts transactions that were aborted before they could be committed
   * @param ended counts those of them that other jobs have ended, and which are not in {@code lost}
   */
  TopicCommitter(Committers committers, TopicSettings settings, Counter lost, Counter ended) {
    this.committers = committers;
    this.settings = settings;
    this.lost = lost;
    this.ended = ended;
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
    List<Request> open = new ArrayList<>();
    for (CommitRequest<KafkaCommittable> request : requests) {
      if (isOpen(request)) {
        open.add(new Request(request));
      }
    }
    if (!open.isEmpty()) {
      committer.commit(List.copyOf(open));
    }
    for (Request request : open) {
      if (request.failure != null) {
        lost(request.getCommittable(), now(request.getCommittable()));
      }
      if (request.later) {
        // Flink's producer cannot be asked again; the checkpoint that is restored can
        throw new IOException(
            "broker must come back in time: bootstrap.servers=%s, topic=%s, %s is still to be committed"
                .formatted(settings.address().bootstrapServers(), settings.topic(), id(request)));
      }
    }
  }

  /** Whether it is still to be committed. One that has its producer is of this run. */
  private boolean isOpen(CommitRequest<KafkaCommittable> request) {
    KafkaCommittable committable = request.getCommittable();
    if (committable.getProducer().isPresent()) {
      return true;
    }
    Fate fate = Fate.of(settings, committable);
    if (fate == Fate.OPEN) {
      return true;
    }
    if (fate == Fate.COMMITTED || fate == Fate.USED_AGAIN) {
      LOG.info(
          "transaction {} of topic {} was committed before the job failed: {}",
          id(request),
          settings.topic(),
          fate);
    } else {
      lost(committable, fate);
    }
    if (committer instanceof KafkaCommitter flinks) {
      // the writer has it on its list, and may take the id for something else from now on
      flinks.getBackchannel().send(TransactionFinished.erroneously(id(request)));
    }
    request.signalAlreadyCommitted();
    return false;
  }

  private Fate now(KafkaCommittable failed) {
    try {
      return Fate.of(settings, failed);
    } catch (IllegalStateException | KafkaException e) {
      LOG.warn("Kafka cannot be asked what became of a transaction", e);
      return Fate.UNKNOWN;
    }
  }

  private static String id(CommitRequest<KafkaCommittable> request) {
    return request.getCommittable().getTransactionalId();
  }

  private void lost(KafkaCommittable committable, Fate fate) {
    if (fate == Fate.COMMITTED) {
      return; // the answer to it was lost
    }
    if (fate == Fate.ENDED) {
      ended.inc();
      LOG.error(
          "transaction {} of topic {} {}: what was written in it is not on the topic ({} so far)",
          committable.getTransactionalId(),
          settings.topic(),
          fate,
          ended.getCount());
      return;
    }
    lost.inc();
    LOG.error(
        "transaction {} of topic {} {}: it was older than {}={} before it could be committed, and"
            + " what was written in it is lost ({} so far)",
        committable.getTransactionalId(),
        settings.topic(),
        fate,
        Delivery.TRANSACTION_TIMEOUT,
        settings.delivery().transactionTimeout(),
        lost.getCount());
  }

  @Override
  public void close() {
    if (committer != null) {
      QuietCloser.close(committer, settings.topic());
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

  /** Remembers what Flink's committer said of a transaction. */
  private static final class Request implements CommitRequest<KafkaCommittable> {
    private final CommitRequest<KafkaCommittable> request;
    private Throwable failure;
    private boolean later;

    Request(CommitRequest<KafkaCommittable> request) {
      this.request = request;
    }

    @Override
    public KafkaCommittable getCommittable() {
      return request.getCommittable();
    }

    @Override
    public int getNumberOfRetries() {
      return request.getNumberOfRetries();
    }

    @Override
    public void signalFailedWithKnownReason(Throwable reason) {
      failure = reason;
      request.signalFailedWithKnownReason(reason);
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable reason) {
      request.signalFailedWithUnknownReason(reason);
    }

    @Override
    public void retryLater() {
      later = true;
      request.retryLater();
    }

    @Override
    public void updateAndRetryLater(KafkaCommittable committable) {
      later = true;
      request.updateAndRetryLater(committable);
    }

    @Override
    public void signalAlreadyCommitted() {
      request.signalAlreadyCommitted();
    }
  }
}
