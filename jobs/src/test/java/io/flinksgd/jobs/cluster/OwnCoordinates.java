// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinksgd.reader.PublishedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntToDoubleFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Records of which each alone owns a coordinate of a linear regression, fed at a steady pace, and
 * what is predicted of them. One step of SGD moves that coordinate from 0 by {@code rate * (label -
 * score)}, where {@code score} is what was predicted; so the weight tells how often the record was
 * learned from, whatever else goes on in the model. Owned by one thread, but for the feeding.
 */
final class OwnCoordinates implements AutoCloseable {
  /** Coordinates, and records at most, unless there is need for more. */
  static final int MOST = 1 << 18;

  static final float RATE = 0.125f;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final double TOLERANCE = 0.02;

  private final ObjectMapper json = new ObjectMapper();
  private final int[] predicted;
  private final float[] score;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Thread feeder;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private volatile boolean feeding = true;
  private volatile int atOnce;
  private volatile int fed;
  private int newest = -1;
  private int answers;

  /** Feeds {@code perSecond} records a second from now on. */
  OwnCoordinates(String servers, String topic, int perSecond) {
    this(servers, topic, perSecond, MOST);
  }

  /** As above, {@code most} records at most. */
  OwnCoordinates(String servers, String topic, int perSecond, int most) {
    predicted = new int[most];
    score = new float[most];
    pace(perSecond);
    // a broker that is away is waited for as long as it takes
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", servers,
                "linger.ms", "5",
                "max.block.ms", "600000",
                "delivery.timeout.ms", "600000"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", servers,
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    feeder = new Thread(() -> feed(topic), "feeder");
    feeder.start();
  }

  /** Feeds {@code perSecond} records a second from now on. */
  void pace(int perSecond) {
    atOnce = (int) Math.max(1, perSecond * PAUSE_NANOS / TimeUnit.SECONDS.toNanos(1));
  }

  private void feed(String topic) {
    for (int i = 0; feeding && i < score.length; i++) {
      byte[] record =
          "{\"label\":%d,\"key\":\"%d\",\"sparse\":{\"%d\":1}}"
              .formatted(label(i), i, i)
              .getBytes(StandardCharsets.UTF_8);
      var unused =
          producer.send(
              new ProducerRecord<>(topic, record),
              (metadata, exception) -> {
                if (exception != null) {
                  failure.set(exception);
                }
              });
      fed = i + 1;
      if (fed % atOnce == 0) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    producer.flush();
  }

  /** Of either sign, so that the intercept stays near 0. */
  static int label(int record) {
    return Integer.bitCount(record * 0x9E3779B9) % 2 == 0 ? 1 : -1;
  }

  /** Records that were fed. */
  int fed() {
    return fed;
  }

  /** Feeds no more, and waits until the broker has all of them. */
  void stopFeeding() throws Exception {
    feeding = false;
    feeder.join();
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  /** The newest record of which there is a committed prediction, or -1. */
  int newest() {
    return newest;
  }

  /** Committed predictions. */
  int answers() {
    return answers;
  }

  /** Takes in predictions that have been committed; waits a little if there are none. */
  void read(String topic) throws IOException {
    if (consumer.assignment().isEmpty()) {
      consumer.assign(
          consumer.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(each.topic(), each.partition()))
              .toList());
    }
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
      JsonNode answer = json.readTree(record.value());
      int number = Integer.parseInt(answer.get("key").asText());
      predicted[number]++;
      score[number] = (float) answer.get("score").asDouble();
      newest = Math.max(newest, number);
      answers++;
    }
  }

  /** What is wrong with what was predicted and learned; empty if nothing is. */
  List<String> faults(PublishedModel model) {
    return faults(fed, predicted, score, model::weight);
  }

  static List<String> faults(int fed, int[] predicted, float[] score, IntToDoubleFunction weight) {
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < fed; i++) {
      double times = weight.applyAsDouble(i) / (RATE * (label(i) - score[i])) + 0.0; // no -0
      if (predicted[i] != 1) {
        faults.add("record %d was predicted %d times".formatted(i, predicted[i]));
      } else if (!(Math.abs(times - 1) <= TOLERANCE)) {
        faults.add("record %d was learned from %.3f times".formatted(i, times));
      }
    }
    return faults;
  }

  @Override
  public void close() {
    feeding = false;
    consumer.close();
    producer.close(Duration.ZERO);
  }
}
