// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.scoring;

import io.flinksgd.kafka.metric.KafkaMetrics;
import io.flinksgd.reader.ModelFit;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.reader.PublishedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest version of a model, for all tasks of a process that ask for the same one: they share
 * one {@link ModelReader} and one copy of the pages. Methods may be called from any thread.
 */
public final class LiveModel implements AutoCloseable {
  /** How long a first version is waited for, unless set otherwise. */
  public static final Duration FIRST_VERSION_TIMEOUT = Duration.ofMinutes(1);

  private static final Map<Source, Shared> OPEN = new HashMap<>();

  private static final Logger LOG = LoggerFactory.getLogger(LiveModel.class);

  /** What distinguishes models; its properties may hold secrets. */
  private record Source(
      Map<Object, Object> properties, String topic, long maxBytes, ModelFit fit) {}

  private final Source source;
  private final Shared shared;

  /** What others hold of this one, which they are to forget when it is closed. */
  private final List<Runnable> waiting = new ArrayList<>();

  private Thread awaiting;
  private boolean closed;

  private LiveModel(Source source, Shared shared) {
    this.source = source;
    this.shared = shared;
  }

  /** As {@link #follow(Properties, String, long, ModelFit)}, where any version is used. */
  public static LiveModel follow(Properties properties, String topic, long maxBytes) {
    return follow(properties, topic, maxBytes, ModelFit.ANY);
  }

  /**
   * Follows {@code topic}, with the reader that is there or with a new one.
   *
   * @param properties of the Kafka client; {@code bootstrap.servers} at least
   * @param maxBytes most memory for the pages of one model
   * @param fit which versions are used; of those that do not fit the first is warned of in each
   *     lineage
   */
  public static LiveModel follow(Properties properties, String topic, long maxBytes, ModelFit fit) {
    Source source = new Source(new HashMap<>(properties), topic, maxBytes, fit);
    synchronized (OPEN) {
      Shared shared =
          OPEN.computeIfAbsent(
              source,
              key ->
                  new Shared(
                      ModelReader.follow(properties, topic, maxBytes, new Warning(topic, fit))));
      shared.users++;
      return new LiveModel(source, shared);
    }
  }

  /**
   * Waits until what was on the topic at the start has been read.
   *
   * @throws TimeoutException if that takes longer
   */
  public void awaitStart(Duration timeout) throws InterruptedException, TimeoutException {
    shared.reader.awaitStart(timeout);
  }

  /**
   * The newest version, if there has been one.
   *
   * @throws IllegalStateException if the reader has ended, so that what it has may be old
   */
  public Optional<PublishedModel> current() {
    if (!shared.reader.isOpen()) {
      throw new IllegalStateException(
          "model reader must run: topic=" + source.topic, shared.reader.failure().orElse(null));
    }
    return shared.reader.current();
  }

  /**
   * Why {@code model}, a version of this one, is too old to score with, if it is.
   *
   * @throws IllegalStateException if it is too old, and that is to fail
   */
  public Optional<String> tooOld(PublishedModel model, MaxAge maxAge) {
    if (!maxAge.isExceededBy(model)) {
      return Optional.empty();
    }
    Exception failure = shared.reader.failure().orElse(null);
    String reason =
        "model must not be older than max-age=%s: age=%s, version=%d, topic=%s%s"
            .formatted(
                maxAge.age(),
                Duration.ofMillis(model.ageMillis()),
                model.version(),
                source.topic,
                failure == null ? "" : ", last failure: " + failure.getMessage());
    if (maxAge.onStale() == MaxAge.OnStale.FAIL) {
      throw new IllegalStateException(reason, failure);
    }
    return Optional.of(reason);
  }

  /**
   * Reports in {@code group} the number of the newest version, how many milliseconds ago it was
   * published (-1 before there is one), whether something keeps newer ones away (1, else 0), how
   * many records and versions were refused, how many of these because they do not fit, and the
   * progressive loss over the examples between two cuts of the newest version that says it: that
   * gauge appears with the first.
   */
  public void report(MetricGroup group) {
    ModelReader reader = shared.reader;
    Gauge<Long> version = reader::version;
    KafkaMetrics.MODEL_VERSION.gauge(group, version);
    Gauge<Long> age = () -> reader.current().map(PublishedModel::ageMillis).orElse(-1L);
    KafkaMetrics.MODEL_AGE_MILLIS.gauge(group, age);
    Gauge<Integer> failing = () -> reader.failure().isPresent() ? 1 : 0;
    KafkaMetrics.MODEL_FAILING.gauge(group, failing);
    Gauge<Long> refused = reader::refusals;
    KafkaMetrics.MODEL_REFUSED.gauge(group, refused);
    Gauge<Long> misfits = reader::misfits;
    KafkaMetrics.MODEL_INCOMPATIBLE.gauge(group, misfits);
    Gauge<Double> loss = () -> shared.loss;
    Runnable show = () -> KafkaMetrics.MODEL_LOSS.gauge(group, loss);
    synchronized (OPEN) {
      waiting.add(show);
    }
    shared.whenLossIsKnown(show);
  }

  /**
   * Waits for the first version.
   *
   * @throws TimeoutException if none comes in time; it says what went wrong last
   */
  public PublishedModel awaitFirst(Duration timeout) throws InterruptedException, TimeoutException {
    return shared.reader.awaitVersion(1, timeout);
  }

  /**
   * Completes with the first version, or as {@link #awaitFirst} fails; on a thread that ends then,
   * or when this is closed. To be called once.
   */
  public CompletableFuture<PublishedModel> first(Duration timeout) {
    CompletableFuture<PublishedModel> first = new CompletableFuture<>();
    // and no timer of the JVM's: its one thread would keep the class loader of whoever is the first
    Thread thread = new Thread(() -> awaitFirst(timeout, first), "first-version-" + source.topic);
    thread.setDaemon(true);
    synchronized (OPEN) {
      awaiting = thread;
    }
    thread.start();
    return first;
  }

  private void awaitFirst(Duration timeout, CompletableFuture<PublishedModel> first) {
    try {
      first.complete(awaitFirst(timeout));
    } catch (InterruptedException | TimeoutException | RuntimeException e) {
      first.completeExceptionally(e);
    }
  }

  /** Ends the reader when nobody else uses it. */
  @Override
  public void close() {
    synchronized (OPEN) {
      if (closed) {
        return;
      }
      closed = true;
      shared.forget(waiting);
      waiting.clear();
      if (awaiting != null) {
        awaiting.interrupt();
        awaiting = null;
      }
      shared.users--;
      if (shared.users > 0) {
        return;
      }
      OPEN.remove(source);
    }
    shared.reader.close();
  }

  /** A fit that says when a lineage has none. */
  private static final class Warning implements ModelFit {
    private final String topic;
    private final ModelFit fit;
    private Optional<Long> warnedOf = Optional.empty();

    Warning(String topic, ModelFit fit) {
      this.topic = topic;
      this.fit = fit;
    }

    @Override
    public void check(PublishedModel model, Optional<PublishedModel> inUse) {
      try {
        fit.check(model, inUse);
      } catch (RuntimeException e) {
        Optional<Long> lineage = Optional.of(model.manifest().id().lineage());
        if (!warnedOf.equals(lineage)) {
          warnedOf = lineage;
          LOG.warn(
              "version {} on model topic {} does not fit those who score with it, nor will others of its"
                  + " lineage {}; as long as there is one that fits, that stays in use: {}",
              model.version(),
              topic,
              lineage.get(),
              e.getMessage());
        }
        throw e;
      }
    }
  }

  /** A reader and how many use it. */
  private static final class Shared {
    private final ModelReader reader;
    private final List<Runnable> waiting = new ArrayList<>();
    private volatile double loss = Double.NaN;
    private int users;

    Shared(ModelReader reader) {
      this.reader = reader;
      reader.onVersion(this::came);
      reader.current().ifPresent(this::came);
    }

    private void came(PublishedModel model) {
      double newest = model.manifest().learned().loss().window().loss();
      if (Double.isFinite(newest)) {
        loss = newest;
        lossIsKnown();
      }
    }

    private synchronized void lossIsKnown() {
      waiting.forEach(Runnable::run);
      waiting.clear();
    }

    synchronized void whenLossIsKnown(Runnable action) {
      if (Double.isFinite(loss)) {
        action.run();
      } else {
        waiting.add(action);
      }
    }

    synchronized void forget(List<Runnable> actions) {
      waiting.removeAll(actions);
    }
  }
}
