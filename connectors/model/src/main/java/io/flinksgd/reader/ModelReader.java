// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apiguardian.api.API;

/**
 * Follows a model topic and always has the newest complete version at hand, in a program that need
 * not know Flink.
 *
 * <pre>{@code
 * try (ModelReader reader = ModelReader.follow(properties, "clicks-model")) {
 *   PublishedModel model = reader.awaitVersion(1, Duration.ofSeconds(30));
 *   double probability = model.score(Map.of("device", "phone", "hour", 17));
 * }
 * }</pre>
 *
 * <p>One background thread reads; methods may be called from any thread. At first the topic is read
 * to its end, so that the first version is its newest. Versions may be skipped when several arrive
 * together. A version is never seen in part. After training has gone back to an older savepoint,
 * the reader follows it back: the newest version is that which was published last, whatever its
 * number.
 *
 * <p>Only {@link #close} ends a reader: while the broker or the topic is away it tries again, and
 * {@link #failure}, {@link #version} and {@link #age} say how things stand.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ModelReader implements AutoCloseable {
  private static final long FIRST_WAIT_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_WAIT_NANOS = Duration.ofMinutes(5).toNanos();

  private final String topic;
  private final ModelVersions versions;
  private final TopicFollower follower;
  private final List<Consumer<PublishedModel>> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private final Object change = new Object();
  private final CountDownLatch caughtUp = new CountDownLatch(1);

  private volatile PublishedModel current;
  private volatile Exception refused;
  private volatile Exception trouble;
  private volatile boolean stopped;

  /** Where the record that was refused stands. */
  private long refusedAt;

  private final AtomicLong refusals = new AtomicLong();
  private final AtomicLong misfits = new AtomicLong();

  /** Up to where what is refused has been counted: a topic may be read again. */
  private long countedTo = -1;

  /**
   * How long the newest version may be incomplete before the topic is read again, and since when.
   */
  private long waitNanos = FIRST_WAIT_NANOS;

  private long incompleteSince;
  private boolean incomplete;

  private ModelReader(Properties properties, String topic, long maxBytes, ModelFit fit) {
    this.topic = topic;
    this.versions = new ModelVersions(maxBytes, fit);
    this.follower = new TopicFollower(properties, topic, new Records());
    this.thread = Detached.thread(this::run, "model-reader-" + topic);
  }

  /** Follows {@code topic}; a version may fill {@link #defaultMaxBytes}. */
  public static ModelReader follow(Properties properties, String topic) {
    return follow(properties, topic, defaultMaxBytes());
  }

  /**
   * Follows {@code topic} from its beginning.
   *
   * @param properties of the Kafka client; {@code bootstrap.servers} at least
   * @param maxBytes most memory, in bytes, for the pages of one version: while the next one is put
   *     together, its pages, as far as they differ, may take as much again. A version that is
   *     larger is left out, and {@link #failure} says so
   * @throws IllegalArgumentException if {@code bootstrap.servers} is missing or the topic has no
   *     valid name
   */
  public static ModelReader follow(Properties properties, String topic, long maxBytes) {
    return follow(properties, topic, maxBytes, ModelFit.ANY);
  }

  /**
   * As {@link #follow(Properties, String, long)}. A version that does not {@code fit} is left out
   * as long as there is one that does, and {@link #failure} says why.
   */
  public static ModelReader follow(
      Properties properties, String topic, long maxBytes, ModelFit fit) {
    ModelReader reader = new ModelReader(properties, topic, maxBytes, fit);
    reader.thread.start();
    reader.follower.awaitClient();
    return reader;
  }

  /** A third of the heap, in bytes, so that two versions leave a third of it. */
  public static long defaultMaxBytes() {
    return Runtime.getRuntime().maxMemory() / 3;
  }

  /** The newest complete version, if there has been one. */
  public Optional<PublishedModel> current() {
    return Optional.ofNullable(current);
  }

  /** The number of the newest complete version, or 0 before there is one. */
  public long version() {
    PublishedModel model = current;
    return model == null ? 0 : model.version();
  }

  /**
   * How long ago the newest complete version was published, by the clocks of the publisher and of
   * this machine; empty before there is one. It grows while training is idle or stopped, and while
   * something, which {@link #failure} says, keeps newer versions away.
   */
  public Optional<Duration> age() {
    return current().map(model -> Duration.ofMillis(model.ageMillis()));
  }

  /**
   * What keeps newer versions away, if anything does: a broker or topic that cannot be reached, a
   * record that was refused, a version that does not fit into the memory allowed or lacks pages, an
   * error of the JVM, a listener that failed. Reading goes on. A broker that is back clears it, and
   * otherwise the next version does.
   */
  public Optional<Exception> failure() {
    Exception now = trouble;
    return Optional.ofNullable(now == null ? refused : now);
  }

  /**
   * How many records of the topic were refused, because they are none of a model or break a rule,
   * and how many versions. The version in use stays in use.
   */
  public long refusals() {
    return refusals.get();
  }

  /** How many versions were left out because they do not fit; they are refused, too. */
  public long misfits() {
    return misfits.get();
  }

  /** Calls {@code listener} on the reader's thread with each version from now on. */
  public void onVersion(Consumer<PublishedModel> listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
  }

  /**
   * Waits for a version, on the thread of the caller.
   *
   * @param atLeast the least number that it may have
   * @throws TimeoutException if none comes in time; its cause is {@link #failure}
   * @throws IllegalStateException if the reader was closed
   */
  public PublishedModel awaitVersion(long atLeast, Duration timeout)
      throws InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (change) {
      while (true) {
        PublishedModel model = current;
        if (model != null && model.version() >= atLeast) {
          return model;
        }
        if (stopped) {
          throw closed();
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw timeout(atLeast, timeout);
        }
        TimeUnit.NANOSECONDS.timedWait(change, left);
      }
    }
  }

  /**
   * Waits until what was on the topic when the reader started has been read, so that no version
   * means none published; a topic that does not exist has none.
   *
   * @throws TimeoutException if that takes longer; its cause is {@link #failure}
   * @throws IllegalStateException if the reader was closed
   */
  public void awaitStart(Duration timeout) throws InterruptedException, TimeoutException {
    if (!caughtUp.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      throw timeout(0, timeout);
    }
    if (stopped) {
      throw closed();
    }
  }

  private IllegalStateException closed() {
    return new IllegalStateException("reader must be open: topic=" + topic, failure().orElse(null));
  }

  /** Whether it still reads. */
  public boolean isOpen() {
    return follower.isOpen();
  }

  private TimeoutException timeout(long atLeast, Duration timeout) {
    PublishedModel model = current;
    Exception cause = failure().orElse(null);
    TimeoutException exception =
        new TimeoutException(
            "version must be published in time: atLeast="
                + atLeast
                + ", timeout="
                + timeout
                + ", current="
                + (model == null ? "none" : model.version())
                + ", topic="
                + topic
                + (cause == null ? "" : ", last failure: " + cause.getMessage()));
    exception.initCause(cause);
    return exception;
  }

  private void run() {
    while (follower.isOpen()) {
      try {
        follower.run();
      } catch (RuntimeException | Error e) {
        trouble = new IllegalStateException("reader must read: " + e + ", topic=" + topic, e);
      }
    }
    synchronized (change) {
      stopped = true;
      change.notifyAll();
    }
    caughtUp.countDown();
  }

  /** Calls come on the reader's thread. */
  private final class Records implements TopicFollower.Listener {
    @Override
    public void begins(boolean newTopic) {
      if (newTopic) {
        refusedAt = -1;
        countedTo = -1;
        versions.restart();
      } else {
        versions.again();
      }
    }

    @Override
    public void record(ConsumerRecord<byte[], byte[]> record) {
      if (record.value() == null) {
        return; // A tombstone: whatever it deletes is not part of a version any more.
      }
      try {
        versions.accept(ModelRecord.read(record.value()), record.offset());
      } catch (IOException | RuntimeException | StackOverflowError e) {
        refused(at(record, e), record.offset());
      }
    }

    @Override
    public void unreadable(long offset) {
      refused(
          new IOException(
              "record must fit into memory once it is unpacked: topic=%s, offset=%d"
                  .formatted(topic, offset)),
          offset);
    }

    @Override
    public boolean atEnd() {
      versions.atEnd();
      settle();
      caughtUp.countDown();
      return isToBeReadAgain();
    }

    @Override
    public void missing(Exception reason) {
      trouble(reason);
      caughtUp.countDown();
    }

    @Override
    public void trouble(Exception reason) {
      trouble = reason;
    }
  }

  /**
   * Pages that come in another order than they were published, a topic that was created again,
   * memory that ran out: whatever made the reader miss a page, on the topic it is.
   */
  private boolean isToBeReadAgain() {
    Optional<String> missing = versions.missing();
    long now = System.nanoTime();
    if (missing.isEmpty() || !incomplete) {
      incomplete = missing.isPresent();
      incompleteSince = now;
      return false;
    }
    if (now - incompleteSince < waitNanos) {
      return false;
    }
    refused(new IllegalStateException(missing.get() + ", topic=" + topic), -1);
    incompleteSince = now;
    waitNanos = Math.min(LONGEST_WAIT_NANOS, 2 * waitNanos);
    return true;
  }

  private static Exception at(ConsumerRecord<byte[], byte[]> record, Throwable e) {
    boolean said = e instanceof IOException || e instanceof IllegalArgumentException;
    return new IOException(
        (said ? e.getMessage() : "record must be readable: " + e)
            + ", topic="
            + record.topic()
            + ", partition="
            + record.partition()
            + ", offset="
            + record.offset(),
        e);
  }

  private void refused(ModelVersions.LeftOut version) {
    if (version.misfit() && version.position() > countedTo) {
      misfits.incrementAndGet();
    }
    refused(version.reason(), version.position());
  }

  /** Versions that stand behind {@code position} clear it. */
  private void refused(Exception reason, long position) {
    if (position > countedTo) {
      countedTo = position;
      refusals.incrementAndGet();
    }
    if (position >= 0 && position < versions.position()) {
      return; // Read again, and not needed.
    }
    refused = reason;
    refusedAt = position;
  }

  private void settle() {
    Optional<PublishedModel> settled = versions.settle();
    versions.leftOut().ifPresent(this::refused);
    settled.ifPresent(
        model -> {
          synchronized (change) {
            current = model;
            refused = refusedAt > versions.position() ? refused : null;
            change.notifyAll();
          }
          waitNanos = FIRST_WAIT_NANOS;
          incomplete = false;
          listeners.forEach(listener -> call(listener, model));
        });
  }

  private void call(Consumer<PublishedModel> listener, PublishedModel model) {
    try {
      listener.accept(model);
    } catch (RuntimeException e) {
      refused(e, -1);
    } catch (Error e) {
      refused(new IllegalStateException("listener met an error of the JVM: " + e, e), -1);
    }
  }

  /** Stops reading; {@link #current} keeps its value. */
  @Override
  public void close() {
    follower.close();
    if (Thread.currentThread() == thread) {
      return; // A listener's call: the thread ends after it.
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
