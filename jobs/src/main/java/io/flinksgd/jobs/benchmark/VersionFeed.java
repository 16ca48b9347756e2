// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import io.flinksgd.kafka.result.KafkaModel;
import io.flinksgd.model.Model;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import io.flinksgd.publication.VersionId;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes versions of a model as a trainer's sink does, each in one transaction, and knows when
 * it did. Not thread-safe.
 */
final class VersionFeed implements AutoCloseable {
  private static final int PAGE_SIZE = 1024;

  /** Pages that a version changes; the first one has all. */
  static final int CHANGED = 16;

  private final String topic;
  private final Model model;
  private final long[] fingerprints;
  private final KafkaProducer<byte[], byte[]> producer;
  private long version;
  private int next;

  VersionFeed(String servers, String topic, Model model) {
    this.topic = topic;
    this.model = model;
    this.fingerprints = new long[(model.dimension() + PAGE_SIZE - 1) / PAGE_SIZE];
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "transactional.id", topic, "linger.ms", 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  /** Publishes the next version; returns the {@link System#nanoTime} at which its commit began. */
  long publish() {
    int changed = version == 0 ? fingerprints.length : CHANGED;
    version++;
    producer.beginTransaction();
    for (int i = 0; i < changed; i++) {
      page(next);
      next = (next + 1) % fingerprints.length;
    }
    Manifest manifest =
        new Manifest(
            new VersionId(1, Set.of(1L), version, version),
            new PageSet(
                fingerprints.length, Arrays.stream(fingerprints).reduce(0, (a, b) -> a ^ b)),
            new ModelShape(model.dimension(), PAGE_SIZE),
            new Learned(version),
            System.currentTimeMillis(),
            new ModelDescription(Map.of("model", model.spec(), "features", "hash:bits=18")));
    var unused = producer.send(KafkaModel.record(topic, manifest));
    producer.flush();
    long begin = System.nanoTime();
    producer.commitTransaction();
    return begin;
  }

  private void page(int page) {
    int first = page * PAGE_SIZE;
    float[] weights = new float[Math.min(PAGE_SIZE, model.dimension() - first)];
    Arrays.fill(weights, 1f / version);
    Page publication = new Page(1, 1, version, page, first, weights);
    fingerprints[page] = publication.fingerprint();
    var unused = producer.send(KafkaModel.record(topic, publication));
  }

  @Override
  public void close() {
    producer.close();
  }
}
