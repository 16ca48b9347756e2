// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import io.flinksgd.client.KafkaClasses;
import io.flinksgd.client.TopicName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the committed records of a topic from its beginning, and on until it is closed: over a
 * topic that is created later or created again, a broker that is away, and errors of the client and
 * of the JVM.
 *
 * <p>{@link #run} is the body of the one thread that reads and calls the {@link Listener}; {@link
 * #close} may be called from any thread.
 */
final class TopicFollower implements Runnable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE = Duration.ofSeconds(10);
  private static final String CALL_MILLIS = "10000";
  private static final long CHECK_NANOS = Duration.ofSeconds(5).toNanos();

  /** Few, since each may be large once it is unpacked. */
  private static final String RECORDS_AT_ONCE = "16";

  private static final long LONGEST_WAIT_MILLIS = 10_000;

  /** Of a check: reading has failed since. */
  private static final long NEVER = Long.MIN_VALUE;

  /** What is done with what is read. */
  interface Listener {
    /**
     * Reading begins at the beginning.
     *
     * @param newTopic whether it may be another topic of the same name
     */
    void begins(boolean newTopic);

    /** A record, in the order of its partition. */
    void record(ConsumerRecord<byte[], byte[]> record);

    /**
     * What was the end when reading began has been reached; called from then on after each poll.
     *
     * @return whether to read all of it again
     */
    boolean atEnd();

    /**
     * The record at {@code offset} of the one partition is left out: each time that it was to be
     * unpacked, memory ran out.
     */
    void unreadable(long offset);

    /** The topic is not there: so far, there is nothing to read. */
    void missing(Exception reason);

    /** Reading cannot go on for now, or, with null, goes on. */
    void trouble(Exception reason);
  }

  private final Map<String, Object> client = new HashMap<>();
  private final String topic;
  private final Listener listener;
  private final Unpacking unpacking = new Unpacking();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CompletableFuture<Void> connected = new CompletableFuture<>();

  private volatile KafkaConsumer<byte[], byte[]> consumer;
  private List<TopicPartition> partitions = List.of();

  /** The topic may be another one than before. */
  private boolean newTopic = true;

  /** Where the topic ended when reading began; null when it is to begin. */
  private Map<TopicPartition, Long> ends;

  private boolean atEnd;
  private boolean troubled;
  private long checkedAt = NEVER;

  /**
   * A follower of {@code topic}.
   *
   * @param properties of the Kafka client; {@code bootstrap.servers} at least
   */
  TopicFollower(Properties properties, String topic, Listener listener) {
    client.putAll(KafkaClasses.texts(properties));
    if (client.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG) == null) {
      throw new IllegalArgumentException("bootstrap.servers must be given");
    }
    client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    client.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    client.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_MILLIS);
    client.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_AT_ONCE);
    client.remove(ConsumerConfig.GROUP_ID_CONFIG);
    this.topic = TopicName.checked("topic", topic);
    this.listener = listener;
  }

  private KafkaConsumer<byte[], byte[]> connect() {
    Map<String, Object> now = new HashMap<>(client);
    if (unpacking.isCareful()) {
      now.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
    }
    return new KafkaConsumer<>(now, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Waits until {@link #run} has a client.
   *
   * @throws org.apache.kafka.common.KafkaException if the properties make none; then it has ended
   */
  void awaitClient() {
    try {
      connected.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException refusal) {
        throw refusal;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  @Override
  public void run() {
    if (!connected.isDone()) {
      connectFirst();
    }
    long wait = POLL.toMillis();
    while (isOpen()) {
      try {
        follow();
      } catch (WakeupException e) {
        // close() asked for it, and isOpen() says so.
      } catch (InvalidOffsetException e) {
        newTopic = true;
        ends = null;
      } catch (RetriableException e) {
        trouble(unreachable(e));
        checkedAt = NEVER;
        await(POLL.toMillis());
      } catch (RuntimeException e) {
        trouble(e);
        disconnect();
        await(wait);
        wait = Math.min(LONGEST_WAIT_MILLIS, 2 * wait);
      } catch (Error e) {
        // Nobody knows in what state the client is, and an OutOfMemoryError says that memory is
        // needed.
        if (e instanceof OutOfMemoryError) {
          unpacking.failed().ifPresent(listener::unreadable);
        }
        disconnect();
        trouble(
            new IllegalStateException(
                "reader met an error of the JVM: " + e + ", topic=" + topic, e));
        await(wait);
        wait = Math.min(LONGEST_WAIT_MILLIS, 2 * wait);
      }
    }
    disconnect();
  }

  /** Here and not earlier: a client's threads inherit from the thread that makes it. */
  private void connectFirst() {
    try {
      consumer = connect();
      connected.complete(null);
    } catch (RuntimeException | Error e) {
      closing.countDown();
      connected.completeExceptionally(e);
    }
  }

  private void follow() {
    if (partitions.isEmpty() && !find()) {
      return;
    }
    if (checkedAt == NEVER && !isStillThere()) {
      return;
    }
    if (ends == null) {
      begin();
    }
    boolean idle = true;
    for (ConsumerRecord<byte[], byte[]> record : unpacking.poll(consumer, POLL)) {
      listener.record(record);
      idle = false;
    }
    if (idle && System.nanoTime() - checkedAt > CHECK_NANOS) {
      check();
    } else if (!idle) {
      fine();
    }
    atEnd = atEnd || partitions.stream().allMatch(this::hasReachedEnd);
    if (atEnd && listener.atEnd()) {
      ends = null;
    }
  }

  private void begin() {
    consumer.seekToBeginning(partitions);
    listener.begins(newTopic);
    if (newTopic) {
      unpacking.forget();
    }
    newTopic = false;
    atEnd = false;
    ends = consumer.endOffsets(partitions);
    fine();
  }

  private boolean hasReachedEnd(TopicPartition partition) {
    return consumer.position(partition) >= ends.get(partition);
  }

  /** Whether the topic is there: it may be made later than the reader. */
  private boolean find() {
    if (consumer == null) {
      consumer = connect();
    }
    List<TopicPartition> found = partitions();
    if (found.isEmpty()) {
      newTopic = true;
      troubled = true;
      listener.missing(new IllegalStateException("topic must exist: topic=" + topic));
      await(POLL.toMillis());
      return false;
    }
    consumer.assign(found);
    partitions = found;
    ends = null;
    checkedAt = System.nanoTime();
    return true;
  }

  private List<TopicPartition> partitions() {
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    return found == null
        ? List.of()
        : found.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
  }

  /** When nothing comes, polling does not say whether the broker and the topic are there. */
  private void check() {
    consumer.endOffsets(partitions);
    if (isStillThere()) {
      fine();
    }
  }

  /** Whether the topic is as it was: it may have been deleted, or created again, or have grown. */
  private boolean isStillThere() {
    boolean same = partitions().size() == partitions.size();
    if (!same) {
      newTopic = true;
      partitions = List.of();
    }
    checkedAt = System.nanoTime();
    return same;
  }

  private void trouble(Exception reason) {
    troubled = true;
    listener.trouble(reason);
  }

  private void fine() {
    if (troubled) {
      troubled = false;
      listener.trouble(null);
    }
  }

  private Exception unreachable(RetriableException e) {
    return new IllegalStateException(
        "broker must be reachable: bootstrap.servers="
            + client.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)
            + ", topic="
            + topic
            + " ("
            + e.getMessage()
            + ")",
        e);
  }

  private void disconnect() {
    KafkaConsumer<byte[], byte[]> last = consumer;
    consumer = null;
    partitions = List.of();
    if (last != null) {
      try {
        last.close(CloseOptions.timeout(CLOSE));
      } catch (RuntimeException e) {
        trouble(e);
      }
    }
  }

  private void await(long millis) {
    try {
      closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing.countDown();
    }
  }

  boolean isOpen() {
    return closing.getCount() > 0;
  }

  /** Ends {@link #run} soon. */
  void close() {
    closing.countDown();
    KafkaConsumer<byte[], byte[]> last = consumer;
    if (last != null) {
      last.wakeup();
    }
  }
}
