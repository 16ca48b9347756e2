// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.images;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.kafka.format.ImageFormat;
import io.flinksgd.network.Classifier;
import io.flinksgd.network.Network;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.reader.PublishedModel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What published versions of a model make of examples that it never learned from. Owned by one
 * thread.
 */
final class HeldOut implements AutoCloseable {
  private static final int BATCH = 64;
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ModelReader reader;
  private final Network network;
  private final List<Example> examples;
  private Classifier classifier;

  private HeldOut(ModelReader reader, Network network, List<Example> examples) {
    this.reader = reader;
    this.network = network;
    this.examples = examples;
  }

  /**
   * Reads {@code count} examples from a topic, and follows the model.
   *
   * @throws IOException if a record is no image
   */
  static HeldOut open(
      String bootstrapServers,
      String topic,
      int count,
      ImageFormat format,
      String modelTopic,
      Network network)
      throws IOException {
    List<Example> examples = new ArrayList<>(count);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      while (examples.size() < count) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          examples.add(format.example(record.value()));
        }
      }
    } catch (Refusal e) {
      throw new IOException("held-out image must be readable: topic=" + topic, e);
    }
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", bootstrapServers);
    return new HeldOut(ModelReader.follow(client, modelTopic), network, examples);
  }

  /** Waits for the version that has learned from {@code learned} examples, or a later one. */
  PublishedModel await(long learned) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long next = 1;
    while (true) {
      long left = Math.max(0, deadline - System.nanoTime());
      PublishedModel model = reader.awaitVersion(next, Duration.ofNanos(left));
      if (model.manifest().learned().examples() >= learned) {
        return model;
      }
      next = model.version() + 1;
    }
  }

  /** The share of the examples whose class {@code model} finds. */
  double accuracy(PublishedModel model) {
    if (classifier == null) {
      classifier = new Classifier(network, model::weight);
    } else {
      classifier.load(model::weight);
    }
    int correct = 0;
    for (int from = 0; from < examples.size(); from += BATCH) {
      List<Example> batch = examples.subList(from, Math.min(from + BATCH, examples.size()));
      float[][] features = new float[batch.size()][];
      Arrays.setAll(features, e -> ((Features.Dense) batch.get(e).features()).values());
      float[] predicted = classifier.classify(features);
      for (int e = 0; e < predicted.length; e++) {
        correct += predicted[e] == batch.get(e).label() ? 1 : 0;
      }
    }
    return correct / (double) examples.size();
  }

  @Override
  public void close() {
    reader.close();
    if (classifier != null) {
      classifier.close();
    }
  }
}
