// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Features;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.testing.SharedBroker;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.model.Model;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import io.flinksgd.publication.VersionId;
import io.flinksgd.testing.Case;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class ModelReaderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void usageExample() throws Exception {
    String topic = topic("reader-usage");
    try (ModelReader reader = ModelReader.follow(SharedBroker.client(), topic);
        KafkaProducer<byte[], byte[]> trainer = trainer(topic)) {
      assertThat(reader.current()).isEmpty();
      commit(trainer, topic, page(1, 0, 2f), manifest(1, 1, 1, page(1, 0, 2f)));
      PublishedModel model = reader.awaitVersion(1, PATIENCE);
      assertThat(model.weight(0)).isEqualTo(2f);
      assertThat(model.weight(20)).isZero();
      assertThat(reader.current()).containsSame(model);
    }
  }

  @Test
  void rawFeaturesAreScoredAsTheManifestSays() throws Exception {
    String topic = topic("reader-scores");
    FeatureHasher hasher = FeatureHasher.bits(5).categorical("hour");
    Model model = LogisticRegression.hashed(5);
    Map<String, Object> raw = Map.of("device", "phone", "hour", 17, "price", 0.5);
    Page first = page(1, 0, 0.25f);
    Page second = page(1, 1, -0.5f);
    Page intercept = new Page(1, 1, 1, 2, 32, new float[] {2f});
    Map<String, String> spec = Map.of("model", model.spec(), "features", hasher.spec());
    long checksum = first.fingerprint() ^ second.fingerprint() ^ intercept.fingerprint();
    try (ModelReader reader = ModelReader.follow(SharedBroker.client(), topic);
        KafkaProducer<byte[], byte[]> trainer = trainer(topic)) {
      Manifest manifest =
          new Manifest(
              new VersionId(1, Set.of(1L), 1, 1),
              new PageSet(3, checksum),
              new ModelShape(33, 16),
              new Learned(0),
              1000,
              new ModelDescription(spec));
      commit(trainer, topic, first, second, intercept, manifest);
      PublishedModel published = reader.awaitVersion(1, PATIENCE);
      Features features = hasher.hash(raw);
      double expected = model.score(features, i -> i < 16 ? 0.25f : i < 32 ? -0.5f : 2f);
      assertThat(published.score(raw)).isEqualTo(expected).isNotEqualTo(0.5);
      assertThat(published.score(features)).isEqualTo(expected);
    }
  }

  @Test
  void aModelOfAnotherDimensionScoresNothing() {
    Map<String, String> spec = Map.of("model", "logistic-regression:hashed=5");
    Manifest older =
        new Manifest(
            new VersionId(1, Set.of(1L), 1, 1),
            new PageSet(0, 0),
            new ModelShape(32, 16),
            new Learned(0),
            1000,
            new ModelDescription(spec));
    PublishedModel model = new PublishedModel(older, new float[2][], null, null);
    assertThatThrownBy(() -> model.score(Features.Sparse.ofOnes(new int[] {3})))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "dimension must be that of the model, 33: dimension=32,"
                + " model=logistic-regression:hashed=5");
  }

  @Test
  void versionIsSeenOnlyWhenItsTransactionsAreCommitted() throws Exception {
    String topic = topic("reader-transactions");
    Page first = page(1, 0, 1f);
    Page second = page(1, 1, 1f);
    Page aborted = page(2, 0, 9f);
    Page later = page(3, 0, 3f);
    try (ModelReader reader = ModelReader.follow(SharedBroker.client(), topic);
        KafkaProducer<byte[], byte[]> one = trainer(topic + "-1");
        KafkaProducer<byte[], byte[]> two = trainer(topic + "-2")) {
      BlockingQueue<Long> seen = new LinkedBlockingQueue<>();
      reader.onVersion(model -> seen.add(model.version()));
      // The manifest comes before a page, in another transaction.
      commit(one, topic, manifest(1, 1, 2, first, second), first);
      two.beginTransaction();
      send(two, topic, second);
      assertThatThrownBy(() -> reader.awaitVersion(1, Duration.ofMillis(500)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("atLeast=1")
          .hasMessageContaining("current=none");
      two.commitTransaction();
      assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo(1L);
      one.beginTransaction();
      send(one, topic, aborted, manifest(2, 2, 2, aborted, second));
      one.abortTransaction();
      commit(one, topic, later, manifest(3, 3, 2, later, second));
      assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo(3L);
      assertThat(reader.current().orElseThrow().weight(0)).isEqualTo(3f);
      assertThat(seen).isEmpty();
    }
  }

  @Test
  void foreignRecordIsReportedAndSkipped() throws Exception {
    String topic = topic("reader-foreign");
    try (ModelReader reader = ModelReader.follow(SharedBroker.client(), topic);
        KafkaProducer<byte[], byte[]> trainer = trainer(topic)) {
      trainer.beginTransaction();
      byte[] text = "{\"not\":\"a model\"}".getBytes(StandardCharsets.UTF_8);
      trainer.send(new ProducerRecord<>(topic, text, text)).get();
      trainer.commitTransaction();
      assertThatThrownBy(() -> reader.awaitVersion(1, Duration.ofSeconds(3)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("publication must begin with magic FSGD")
          .hasMessageContaining("offset=0");
      commit(trainer, topic, page(1, 0, 2f), manifest(1, 1, 1, page(1, 0, 2f)));
      reader.awaitVersion(1, PATIENCE);
      assertThat(reader.failure()).isEmpty();
    }
  }

  @Test
  void missingTopicIsReportedUntilItIsMade() throws Exception {
    String topic = "reader-late";
    try (ModelReader reader = ModelReader.follow(SharedBroker.client(), topic)) {
      assertThatThrownBy(() -> reader.awaitVersion(1, Duration.ofSeconds(2)))
          .hasMessageContaining("last failure: topic must exist: topic=reader-late");
      topic(topic);
      try (KafkaProducer<byte[], byte[]> trainer = trainer(topic)) {
        commit(trainer, topic, page(1, 0, 2f), manifest(1, 1, 1, page(1, 0, 2f)));
      }
      assertThat(reader.awaitVersion(1, PATIENCE).weight(0)).isEqualTo(2f);
    }
  }

  @Test
  void pagesThatWereLetGoForWantOfMemoryAreReadAgain() throws Exception {
    String topic = topic("reader-again");
    Page wanted = page(1, 0, 2f);
    try (KafkaProducer<byte[], byte[]> trainer = trainer(topic)) {
      Page other = new Page(1, 9, 1, 1, 16, new float[16]);
      commit(trainer, topic, wanted, other, manifest(1, 1, 1, wanted));
    }
    try (ModelReader reader = ModelReader.follow(SharedBroker.client(), topic, 64)) {
      assertThat(reader.awaitVersion(1, PATIENCE).weight(0)).isEqualTo(2f);
      assertThat(reader.failure()).isEmpty();
    }
  }

  @Test
  void pagesThatAreNotOnTheTopicAreSaidToBeMissing() throws Exception {
    String topic = topic("reader-incomplete");
    Page page = page(1, 0, 2f);
    try (ModelReader reader = ModelReader.follow(SharedBroker.client(), topic);
        KafkaProducer<byte[], byte[]> trainer = trainer(topic)) {
      commit(trainer, topic, page, manifest(1, 1, 2, page, page(1, 1, 3f)));
      assertThatThrownBy(() -> reader.awaitVersion(1, Duration.ofSeconds(4)))
          .hasMessageContaining("last failure: version must be complete: version=1, pages=1 of 2");
      assertThat(reader.version()).isZero();
      assertThat(reader.age()).isEmpty();
    }
  }

  @Test
  void errorOfTheJvmReachesFailureAndReadingGoesOn() throws Exception {
    String topic = topic("reader-error");
    try (ModelReader reader = ModelReader.follow(SharedBroker.client(), topic);
        KafkaProducer<byte[], byte[]> trainer = trainer(topic)) {
      CountDownLatch met = new CountDownLatch(1);
      reader.onVersion(
          model -> {
            if (met.getCount() > 0) {
              met.countDown();
              throw new OutOfMemoryError("as planned");
            }
          });
      CountDownLatch next = new CountDownLatch(1);
      reader.onVersion(model -> next.countDown());
      commit(trainer, topic, page(1, 0, 2f), manifest(1, 1, 1, page(1, 0, 2f)));
      assertThat(met.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(next.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(reader.failure().orElseThrow())
          .hasMessage("listener met an error of the JVM: java.lang.OutOfMemoryError: as planned");
      commit(trainer, topic, page(2, 0, 3f), manifest(2, 2, 1, page(2, 0, 3f)));
      assertThat(reader.awaitVersion(2, PATIENCE).weight(0)).isEqualTo(3f);
      assertThat(reader.failure()).isEmpty();
    }
  }

  @Test
  void listenerMayCloseTheReader() throws Exception {
    String topic = topic("reader-closes-itself");
    ModelReader reader = ModelReader.follow(SharedBroker.client(), topic);
    CountDownLatch closed = new CountDownLatch(1);
    reader.onVersion(
        model -> {
          reader.close();
          closed.countDown();
        });
    try (KafkaProducer<byte[], byte[]> trainer = trainer(topic)) {
      commit(trainer, topic, page(1, 0, 2f), manifest(1, 1, 1, page(1, 0, 2f)));
    }
    assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(reader.isOpen()).isFalse();
  }

  @Test
  void closedReaderKeepsItsModelAndSaysSo() throws Exception {
    String topic = topic("reader-closed");
    ModelReader reader = ModelReader.follow(SharedBroker.client(), topic);
    reader.close();
    assertThat(reader.current()).isEmpty();
    assertThatThrownBy(() -> reader.awaitVersion(1, PATIENCE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("reader must be open: topic=reader-closed");
  }

  @Test
  void worksWithoutFlink() throws Exception {
    String topic = topic("reader-alone");
    try (KafkaProducer<byte[], byte[]> trainer = trainer(topic)) {
      Page page = page(1, 0, 2f);
      commit(trainer, topic, page, manifest(1, 1, 1, page));
    }
    try (URLClassLoader alone =
        new URLClassLoader(withoutFlink(), ClassLoader.getPlatformClassLoader())) {
      assertThatThrownBy(() -> alone.loadClass("org.apache.flink.util.Preconditions"))
          .isInstanceOf(ClassNotFoundException.class);
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(alone);
      try {
        Class<?> type = alone.loadClass(ModelReader.class.getName());
        Object reader =
            type.getMethod("follow", Properties.class, String.class)
                .invoke(null, SharedBroker.client(), topic);
        Object model =
            type.getMethod("awaitVersion", long.class, Duration.class).invoke(reader, 1L, PATIENCE);
        assertThat(model.getClass().getMethod("weight", int.class).invoke(model, 0)).isEqualTo(2f);
        type.getMethod("close").invoke(reader);
      } finally {
        thread.setContextClassLoader(before);
      }
    }
  }

  private static URL[] withoutFlink() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      String name = new File(entry).getName();
      if (!name.startsWith("flink-") || name.startsWith("flink-sgd")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
  }

  private static String topic(String name) {
    try (KafkaTopics topics = SharedBroker.topics()) {
      topics.model(name);
    }
    return name;
  }

  private static KafkaProducer<byte[], byte[]> trainer(String id) {
    KafkaProducer<byte[], byte[]> producer = SharedBroker.producer(Map.of("transactional.id", id));
    producer.initTransactions();
    return producer;
  }

  /** Forged, or of a release that let a model diverge: the last good version stays in use. */
  @Tag("case")
  @Test
  void aVersionWithAPageThatIsNotFiniteIsNeverUsed() throws Exception {
    String topic = topic("reader-not-finite");
    try (ModelReader reader = ModelReader.follow(SharedBroker.client(), topic);
        KafkaProducer<byte[], byte[]> trainer = trainer(topic)) {
      commit(trainer, topic, page(1, 0, 2f), manifest(1, 1, 1, page(1, 0, 2f)));
      reader.awaitVersion(1, PATIENCE);
      long cut = 2;
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
        Page forged = page(cut, 0, bad);
        commit(trainer, topic, forged, manifest(cut, cut, 1, forged));
        cut++;
      }
      Page good = page(cut, 0, 3f);
      commit(trainer, topic, good, manifest(cut, cut, 1, good));
      PublishedModel next = reader.awaitVersion(2, PATIENCE);
      Case.equal(
          "a finite model",
          "versions 2 to 4 have a page of NaN or infinities: the version after 1",
          cut,
          next.version());
      assertThat(next.weight(0)).isEqualTo(3f);
    }
  }

  private static void commit(
      KafkaProducer<byte[], byte[]> producer, String topic, Publication... publications)
      throws Exception {
    producer.beginTransaction();
    send(producer, topic, publications);
    producer.commitTransaction();
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, Publication... publications)
      throws Exception {
    for (Publication publication : publications) {
      byte[] key = ModelRecord.key(publication);
      producer.send(new ProducerRecord<>(topic, key, ModelRecord.value(publication))).get();
    }
  }

  private static Page page(long cut, int page, float weight) {
    float[] weights = new float[16];
    Arrays.fill(weights, weight);
    return new Page(1, 1, cut, page, page * 16, weights);
  }

  private static Manifest manifest(long cut, long version, int count, Page... pages) {
    Optional<Long> checksum = Arrays.stream(pages).map(Page::fingerprint).reduce((a, b) -> a ^ b);
    return new Manifest(
        new VersionId(1, Set.of(1L), cut, version),
        new PageSet(count, checksum.orElse(0L)),
        new ModelShape(32, 16),
        new Learned(0),
        1000 + cut,
        new ModelDescription(Map.of()));
  }
}
