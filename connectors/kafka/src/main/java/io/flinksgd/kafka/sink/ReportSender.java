// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.client.Outage;
import io.flinksgd.kafka.client.Rights;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records from a thread of its own, in their order, and keeps those that wait for a broker:
 * up to {@link #CAPACITY}, and what fits into the producer's buffer of {@link #BUFFER_BYTES}. When
 * there are more the oldest that waits is dropped. {@link #send} never waits; {@link #close} waits
 * for {@link #CLOSING} at most.
 */
final class ReportSender implements AutoCloseable {
  /** Records that wait: of reports each second, a quarter of an hour. */
  static final int CAPACITY = 1000;

  private static final int BUFFER_BYTES = 1 << 20;

  /** How long the last records are waited for. */
  private static final Duration CLOSING = Duration.ofSeconds(3);

  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(ReportSender.class);

  private final Properties client;
  private final TopicSettings settings;
  private final BlockingQueue<ProducerRecord<byte[], byte[]>> waiting =
      new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final Thread thread;

  private volatile boolean closing;
  private volatile boolean troubled;
  private volatile RuntimeException refusal;

  private ReportSender(Properties properties, TopicSettings settings) {
    this.client = new Properties();
    client.setProperty("buffer.memory", Integer.toString(BUFFER_BYTES));
    client.putAll(properties);
    client.setProperty("bootstrap.servers", settings.address().bootstrapServers());
    this.settings = settings;
    this.thread = new Thread(this::run, "reports to topic " + settings.topic());
    thread.setDaemon(true);
  }

  /** Starts a thread that makes the topic if it is missing, and then sends. */
  static ReportSender start(Properties client, TopicSettings settings) {
    ReportSender sender = new ReportSender(client, settings);
    sender.thread.start();
    return sender;
  }

  /** Takes a record, in place of the oldest one if there are too many. */
  void send(ProducerRecord<byte[], byte[]> record) {
    while (!waiting.offer(record)) {
      if (waiting.poll() != null) {
        drop(1, null);
      }
    }
  }

  /** How many records were dropped. */
  long dropped() {
    return dropped.get();
  }

  /** Why nothing has been written so far, unless it is that the broker is away; or null. */
  RuntimeException refusal() {
    return refusal;
  }

  private void run() {
    try {
      do {
        try {
          provide();
          sendAll();
        } catch (InterruptException e) {
          return;
        } catch (IllegalStateException | IllegalArgumentException | KafkaException e) {
          trouble(e);
          TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
      } while (!closing);
    } catch (InterruptedException e) {
      LOG.debug("sending reports to topic {} was interrupted", settings.topic(), e);
    } finally {
      drop(waiting.size(), null);
      waiting.clear();
    }
  }

  private void provide() {
    try (KafkaTopics topics = KafkaTopics.connect(settings.address().client())) {
      settings.provide(topics, 1);
    }
  }

  private void sendAll() throws InterruptedException {
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      while (!closing || !waiting.isEmpty()) {
        ProducerRecord<byte[], byte[]> next = waiting.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        if (next != null) {
          var unused = producer.send(next, (metadata, failure) -> settled(failure));
        }
      }
    } finally {
      producer.close(closing ? CLOSING.minus(PAUSE) : Duration.ZERO);
    }
  }

  private void settled(Exception failure) {
    if (failure != null) {
      drop(1, failure);
    } else {
      written.incrementAndGet();
      refusal = null;
      if (troubled) {
        troubled = false;
        LOG.warn(
            "reports to topic {} are written again, {} were dropped so far",
            settings.topic(),
            dropped);
      }
    }
  }

  private void drop(int records, Exception reason) {
    dropped.addAndGet(records);
    if (records > 0) {
      trouble(reason);
    }
  }

  /** Says once that something is wrong, and what it is, as far as it is known. */
  private void trouble(Exception reason) {
    if (!troubled) {
      troubled = true;
      LOG.warn(
          "reports to topic {} cannot be written for now; training goes on, and up to {} are kept",
          settings.topic(),
          CAPACITY,
          reason);
    }
    if (reason != null && written.get() == 0 && !Outage.isReasonOf(reason)) {
      refusal =
          Rights.missing(reason, "WRITE", "topic " + settings.topic())
              .map(missing -> (RuntimeException) missing)
              .orElseGet(() -> new IllegalStateException(reason.getMessage(), reason));
    }
  }

  @Override
  public void close() {
    closing = true;
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(CLOSING.toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    thread.interrupt();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
