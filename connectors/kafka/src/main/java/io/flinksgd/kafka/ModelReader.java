package io.flinksgd.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

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
 * <p>One background thread reads; methods may be called from any thread. Versions may be skipped
 * when several arrive together. A version is never seen in part.
 */
public final class ModelReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration METADATA = Duration.ofSeconds(10);

  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ModelVersions versions;
  private final List<Consumer<PublishedModel>> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private final Object change = new Object();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch caughtUp = new CountDownLatch(1);

  private volatile PublishedModel current;
  private volatile Exception failure;
  private volatile boolean stopped;

  private ModelReader(Map<String, Object> client, String topic, long maxBytes) {
    this.topic = topic;
    this.versions = new ModelVersions(maxBytes);
    this.consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.thread = new Thread(this::run, "model-reader-" + topic);
    thread.setDaemon(true);
  }

  /** Follows {@code topic}; the pages of one model may fill half of the heap. */
  public static ModelReader follow(Properties properties, String topic) {
    return follow(properties, topic, Runtime.getRuntime().maxMemory() / 2);
  }

  /**
   * Follows {@code topic} from its beginning.
   *
   * @param properties of the Kafka client; {@code bootstrap.servers} at least
   * @param maxBytes most memory for the pages of one model; while a new training run replaces an
   *     old one there are two
   */
  public static ModelReader follow(Properties properties, String topic, long maxBytes) {
    Map<String, Object> client = new HashMap<>();
    properties.stringPropertyNames().forEach(n -> client.put(n, properties.getProperty(n)));
    Objects.requireNonNull(client.get("bootstrap.servers"), "bootstrap.servers must be given");
    client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    client.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    client.remove(ConsumerConfig.GROUP_ID_CONFIG);
    ModelReader reader = new ModelReader(client, topic, maxBytes);
    reader.thread.start();
    return reader;
  }

  /** The newest complete version, if there has been one. */
  public Optional<PublishedModel> current() {
    return Optional.ofNullable(current);
  }

  /**
   * What went wrong last: a record that was refused, a topic or broker that could not be reached.
   * Reading goes on, and the next version clears it, unless {@link #awaitVersion} says that the
   * reader has stopped.
   */
  public Optional<Exception> failure() {
    return Optional.ofNullable(failure);
  }

  /** Calls {@code listener} on the reader's thread with each version from now on. */
  public void onVersion(Consumer<PublishedModel> listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
  }

  /**
   * Waits for a version.
   *
   * @throws TimeoutException if none comes in time; its cause is {@link #failure}
   * @throws IllegalStateException if the reader was closed or cannot go on
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
          throw new IllegalStateException("reader must be open: topic=" + topic, failure);
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
   * @throws IllegalStateException if the reader was closed or cannot go on
   */
  public void awaitStart(Duration timeout) throws InterruptedException, TimeoutException {
    if (!caughtUp.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      throw timeout(0, timeout);
    }
    if (stopped) {
      throw new IllegalStateException("reader must be open: topic=" + topic, failure);
    }
  }

  /** Whether it still reads; when not, {@link #failure} may say why. */
  public boolean isOpen() {
    return !stopped;
  }

  private TimeoutException timeout(long atLeast, Duration timeout) {
    PublishedModel model = current;
    Exception cause = failure;
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
    try (consumer) {
      List<TopicPartition> partitions = partitions();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> there = consumer.endOffsets(partitions);
      while (closing.getCount() > 0) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          accept(record);
        }
        settle();
        if (caughtUp.getCount() > 0
            && partitions.stream().allMatch(p -> consumer.position(p) >= there.get(p))) {
          caughtUp.countDown();
        }
      }
    } catch (WakeupException e) {
      // close() asked for it.
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      synchronized (change) {
        stopped = true;
        change.notifyAll();
      }
      caughtUp.countDown();
    }
  }

  /** The topic may be made later, and the broker may be started later, than the reader. */
  private List<TopicPartition> partitions() {
    while (true) {
      try {
        List<PartitionInfo> found = consumer.partitionsFor(topic, METADATA);
        if (!found.isEmpty()) {
          return found.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
        }
        failure = new IllegalStateException("topic must exist: topic=" + topic);
        caughtUp.countDown();
      } catch (RetriableException e) {
        failure = e;
      }
      awaitRetry();
    }
  }

  private void awaitRetry() {
    try {
      if (closing.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new WakeupException();
      }
    } catch (InterruptedException e) {
      throw new WakeupException();
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return; // A tombstone: whatever it deletes is not part of a version any more.
    }
    try {
      versions.accept(ModelRecord.read(record.value()));
    } catch (IOException | IllegalArgumentException e) {
      failure = at(record, e);
    }
  }

  private static Exception at(ConsumerRecord<byte[], byte[]> record, Exception e) {
    return new IOException(
        e.getMessage()
            + ", topic="
            + record.topic()
            + ", partition="
            + record.partition()
            + ", offset="
            + record.offset(),
        e);
  }

  private void settle() {
    Optional<PublishedModel> settled;
    try {
      settled = versions.settle();
    } catch (IllegalArgumentException e) {
      failure = e;
      return;
    }
    settled.ifPresent(
        model -> {
          synchronized (change) {
            current = model;
            failure = null;
            change.notifyAll();
          }
          listeners.forEach(listener -> call(listener, model));
        });
  }

  private void call(Consumer<PublishedModel> listener, PublishedModel model) {
    try {
      listener.accept(model);
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** Stops reading; {@link #current} keeps its value. */
  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
