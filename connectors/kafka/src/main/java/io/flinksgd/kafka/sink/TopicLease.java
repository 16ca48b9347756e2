// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.client.Outage;
import io.flinksgd.kafka.client.Rights;
import io.flinksgd.kafka.client.TransactionalId;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One writer for a model topic, with nothing but Kafka. Two things make it:
 *
 * <ul>
 *   <li><b>The guard</b>, a transactional id that is the topic's: whoever takes it last is the only
 *       one that can commit with it, by Kafka's producer epochs. A writer commits a {@link Lease}
 *       by it when it starts, each {@link #RENEWAL}, and in front of every checkpoint, after all of
 *       the checkpoint's records are on the topic and before they may be committed.
 *   <li><b>The lease</b>, the record: who holds the topic, for people and for jobs that start.
 * </ul>
 *
 * <p><b>What holds, whatever clocks, networks and processes do:</b> once a writer has the guard, no
 * other writer's checkpoint gets by. What others had on the topic by then and not committed is
 * aborted before the new writer begins, so that versions of two writers are never mixed: all of one
 * stand in front of all of the other. A zombie, a writer that was cut off or stopped and wakes up,
 * fails at its next renewal, and so does one of two jobs that start at the same moment. One that
 * was put out of its place fails for good and does not restart. Delivery at least once has no
 * transactions: there, records that a zombie sends before its next renewal are on the topic.
 *
 * <p><b>How long a job waits when it starts.</b>
 *
 * <ul>
 *   <li>A restore, from a checkpoint or a savepoint of any age, and another attempt of the same
 *       job: not at all. A copy of a job that still runs is a restore, too: it takes the topic.
 *   <li>After a job whose input ended: not at all.
 *   <li>While another job is alive: until that one renews, {@link #RENEWAL} or one checkpoint
 *       interval at most; then it is refused. A job that is told to take over does not ask.
 *   <li>After one that was cancelled, stopped or killed, which cannot be told from one that will
 *       come back: {@link #LENGTH} from when it looks. If no renewal has come, it takes the topic.
 *       A job that fails and does not come back for that long can so lose its place to another.
 * </ul>
 *
 * <p>No clock is compared with another, and none is asked for the time of day: what counts is what
 * a job sees on the topic while it looks, by its own monotonic clock. Clocks that jump change
 * nothing.
 *
 * <p><b>A broker that is away</b> puts nobody out of its place: a writer waits for it, as {@link
 * Outage} says, and a job that starts counts only the time in which it could read the topic.
 *
 * <p>Owned by the task's thread.
 */
public final class TopicLease implements AutoCloseable {
  /** How often a lease is renewed at least. */
  static final Duration RENEWAL = Duration.ofSeconds(5);

  /** How long a lease holds that is not renewed. */
  public static final Duration LENGTH = Duration.ofSeconds(20);

  private static final Logger LOG = LoggerFactory.getLogger(TopicLease.class);

  /** One wait for a broker; a call that has not been answered by then is made again. */
  private static final String CALL_MILLIS = "2000";

  /** The topic has another writer. */
  static final class HeldException extends IOException {
    private static final long serialVersionUID = 1L;

    HeldException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Who wants the topic.
   *
   * @param holder the job
   * @param again whether it may have had the topic before: a restore, or another attempt. The first
   *     attempt of a job has not, whatever its lineage: clusters for one job may all call it alike
   * @param takeOver whether another job is put out of its place
   * @param pending transactions that are still to be committed
   */
  record Claim(Lease.Holder holder, boolean again, boolean takeOver, Set<String> pending) {
    private boolean isOf(Lease lease) {
      return again && lease.holder().lineage().equals(holder.lineage());
    }
  }

  private final TopicSettings settings;
  private final Lease lease;
  private final KafkaProducer<byte[], byte[]> guard;

  /** A renewal has begun whose end is not known: its broker is away. */
  private boolean renewing;

  private boolean isAway;

  private TopicLease(TopicSettings settings, Lease lease) {
    this.settings = settings;
    this.lease = lease;
    Properties waiting = new Properties();
    Outage.settings(waiting);
    Map<String, Object> client = new HashMap<>();
    waiting.stringPropertyNames().forEach(name -> client.put(name, waiting.getProperty(name)));
    client.putAll(settings.address().properties());
    client.put("bootstrap.servers", settings.address().bootstrapServers());
    client.put("transactional.id", guard(lease.holder().prefix()));
    client.put("max.block.ms", CALL_MILLIS);
    client.put("enable.idempotence", "true");
    client.put("acks", "all");
    client.put("linger.ms", "0");
    this.guard = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Has the form of the ids of Flink's writer. */
  private static String guard(String prefix) {
    return prefix + "-0-lease";
  }

  /**
   * Takes the topic.
   *
   * @param length of the lease
   * @throws HeldException if another job is alive and is not put out of its place
   */
  static TopicLease acquire(TopicSettings settings, Claim claim, Duration length)
      throws IOException {
    Optional<Lease> before;
    try (LeaseReader reader = new LeaseReader(settings)) {
      before = reader.newest();
      if (before.isPresent() && !claim.takeOver()) {
        awaitEnd(before.get(), claim, reader, settings.topic());
      }
    } catch (InterruptException e) {
      throw new IOException("interrupted while looking for another writer", e);
    } catch (AuthorizationException e) {
      throw Rights.missing(e, "READ", "topic " + settings.topic()).orElseThrow();
    }
    long term = ThreadLocalRandom.current().nextLong();
    Lease lease = new Lease(term, claim.holder(), true, length);
    TopicLease own = new TopicLease(settings, lease);
    try {
      own.takeGuard();
      own.endOthers(
          before.map(last -> last.holder().prefix()).orElse(settings.delivery().prefix()),
          claim.pending());
      own.renew();
      return own;
    } catch (KafkaException e) {
      own.close();
      throw new IOException("model topic must be taken: topic=" + settings.topic(), e);
    } catch (IOException | RuntimeException e) {
      own.close();
      throw e;
    }
  }

  private void takeGuard() throws IOException {
    try {
      if (!isAnswered(guard::initTransactions, Outage.PATIENCE)) {
        throw away();
      }
    } catch (KafkaException e) {
      throw Rights.missingIds(e, settings.delivery().prefix())
          .map(m -> (RuntimeException) m)
          .orElse(e);
    }
  }

  /** Waits while another lineage may be alive, and refuses when it is. */
  private static void awaitEnd(Lease before, Claim claim, LeaseReader reader, String topic)
      throws IOException {
    if (!before.held() || claim.isOf(before)) {
      return;
    }
    LOG.warn(
        "model topic {} was held by {}, which may be alive: waiting for up to {} ms",
        topic,
        before,
        before.length().toMillis());
    Optional<Lease> next = reader.next(before.length());
    if (next.isPresent() && next.get().held() && !claim.isOf(next.get())) {
      throw new HeldException(
          "model topic must have one writer: topic=%s, writer=%s, which has just renewed its lease; stop it, or start with take-over"
              .formatted(topic, next.get()),
          null);
    }
  }

  /** Ends open transactions of other writers; the last of them had ids with {@code prefix}. */
  private void endOthers(String prefix, Set<String> pending) {
    try (KafkaTopics topics = KafkaTopics.connect(settings.address().client())) {
      if (!prefix.equals(settings.delivery().prefix())) {
        topics.fence(Set.of(guard(prefix)));
      }
      Set<String> open = new HashSet<>();
      for (TransactionalId id : topics.openTransactions(settings.topic()).keySet()) {
        if ((id.isOfAny(prefix) || id.isOfAny(settings.delivery().prefix()))
            && !pending.contains(id.text())) {
          open.add(id.text());
        }
      }
      if (!open.isEmpty()) {
        topics.endOthers(open);
      }
    }
  }

  /**
   * Says that the job is alive, and makes sure that the topic is still its own. Waits for a broker
   * that is away.
   *
   * @throws HeldException if another job has taken it
   */
  void renew() throws IOException {
    if (!commit(lease, Outage.PATIENCE)) {
      throw away();
    }
  }

  /**
   * As {@link #renew}, but does not wait for a broker that is away: nobody else can take the topic
   * meanwhile.
   *
   * @return whether it was answered
   */
  boolean tryToRenew() throws IOException {
    return commit(lease, Duration.ZERO);
  }

  /** Gives the topic back: the job has nothing more to write. */
  void release() throws IOException {
    try {
      boolean unused = commit(lease.released(), Duration.ZERO); // else it runs out
    } finally {
      close();
    }
  }

  /** Whether it was answered; a commit that was not is asked for again, before the next begins. */
  private boolean commit(Lease next, Duration patience) throws IOException {
    try {
      if (!isKnown(patience) || (renewing && !isCommitted(patience))) {
        return false;
      }
      guard.beginTransaction();
      var unused = guard.send(next.record(settings.topic())); // the commit says if it failed
      renewing = true;
      return isCommitted(patience);
    } catch (KafkaException e) {
      if (isFenced(e) && isTaken()) {
        throw new HeldException(
            "model topic must have one writer: topic=%s, and another job has taken it"
                .formatted(settings.topic()),
            e);
      }
      throw Rights.missing(e, "WRITE", "topic " + settings.topic())
          .map(missing -> new IOException(missing.getMessage(), e))
          .orElseGet(() -> new IOException("lease must be renewed: topic=" + settings.topic(), e));
    }
  }

  /**
   * Whether the producer knows the topic, which it forgets when no broker can be reached: a record
   * that waits for that spoils its transaction.
   */
  private boolean isKnown(Duration patience) {
    return isAnswered(() -> guard.partitionsFor(settings.topic()), patience);
  }

  private boolean isCommitted(Duration patience) {
    renewing = !isAnswered(guard::commitTransaction, patience);
    return !renewing;
  }

  /** Makes a call again, as Kafka allows it for those of transactions, until it is answered. */
  private boolean isAnswered(Runnable call, Duration patience) {
    long begin = System.nanoTime();
    while (true) {
      try {
        call.run();
        if (isAway) {
          LOG.info("the broker of model topic {} is back", settings.topic());
        }
        isAway = false;
        return true;
      } catch (TimeoutException e) {
        if (!isAway) {
          LOG.warn("the broker of model topic {} is away and is waited for", settings.topic(), e);
        }
        isAway = true;
        if (System.nanoTime() - begin >= patience.toNanos()) {
          return false;
        }
      }
    }
  }

  private IOException away() {
    return new IOException(
        "broker must come back in time: bootstrap.servers=%s, topic=%s, waited=%s"
            .formatted(settings.address().bootstrapServers(), settings.topic(), Outage.PATIENCE));
  }

  private static boolean isFenced(KafkaException e) {
    return ExceptionUtils.findThrowable(e, ProducerFencedException.class).isPresent()
        || ExceptionUtils.findThrowable(e, InvalidProducerEpochException.class).isPresent();
  }

  /** Whether somebody has taken the topic: Kafka also fences a producer that was too slow. */
  private boolean isTaken() throws IOException {
    try (LeaseReader reader = new LeaseReader(settings)) {
      Optional<Lease> newest = reader.newest();
      return newest.isPresent() && newest.get().term() != lease.term();
    }
  }

  /** Closes the client; the lease runs out. */
  @Override
  public void close() {
    guard.close(Duration.ZERO);
  }
}
