// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.testing.SharedBroker;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import io.flinksgd.publication.VersionId;
import io.flinksgd.reader.MadeUpTraining;
import io.flinksgd.reader.ModelFit;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.reader.ModelRecord;
import io.flinksgd.reader.PublishedModel;
import io.flinksgd.reader.SameShape;
import io.flinksgd.reader.Score;
import io.flinksgd.testing.Case;
import io.flinksgd.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // close() may be interrupted
final class ScoreFunctionTest {
  private static final String TOPIC = "score-function";

  /** A request; its device may be missing. */
  public static final class Request {
    public String device;
    public double price;

    /** For Flink. */
    public Request() {}

    Request(String device, double price) {
      this.device = device;
      this.price = price;
    }
  }

  private static final Map<String, String> HASHED =
      Map.of(
          "model", LogisticRegression.hashed(4).spec(), "features", FeatureHasher.bits(4).spec());

  @BeforeAll
  static void publish() throws Exception {
    publish(TOPIC, 1, 17, HASHED);
  }

  /** Publishes version 1 of a lineage, of which the first page is written. */
  private static void publish(String topic, long lineage, int dimension, Map<String, String> spec)
      throws Exception {
    try (KafkaTopics topics = SharedBroker.topics()) {
      topics.model(topic);
    }
    float[] weights = new float[Math.min(16, dimension)];
    Arrays.fill(weights, 0.5f);
    Page page = new Page(lineage, lineage, 1, 0, 0, weights);
    Manifest manifest =
        new Manifest(
            new VersionId(lineage, Set.of(lineage), 1, 1),
            new PageSet(1, page.fingerprint()),
            new ModelShape(dimension, 16),
            new Learned(0),
            1000,
            new ModelDescription(spec));
    try (KafkaProducer<byte[], byte[]> producer = SharedBroker.producer(Map.of())) {
      for (Publication each : List.of(page, manifest)) {
        producer
            .send(new ProducerRecord<>(topic, ModelRecord.key(each), ModelRecord.value(each)))
            .get();
      }
    }
  }

  /** What a job that may not fail makes of {@code requests}. */
  private static <R> List<R> run(ScoreFunction<Request, R> function, Request... requests)
      throws Exception {
    Configuration config = new Configuration();
    config.setString("restart-strategy.type", "none");
    config.setString("pipeline.generic-types", "false");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(config).setParallelism(1);
    List<R> results = new ArrayList<>();
    try (CloseableIterator<R> collected =
        env.fromData(Types.POJO(Request.class), requests).map(function).executeAndCollect()) {
      collected.forEachRemaining(results::add);
    }
    return results;
  }

  @Test
  @Tag("case")
  void aBadRowHasNoScoreAndIsCounted() throws Exception {
    List<Score> scores =
        run(
            ScoreFunction.of(
                SharedBroker.address(),
                TOPIC,
                request -> Map.of("device", request.device, "price", request.price)),
            new Request("phone", 1),
            new Request(null, 1), // Map.of refuses null
            new Request("phone", Double.NaN),
            new Request("phone", 1e39), // no float
            new Request("phone", 2));

    Case.equal(
        "scoring",
        "ScoreFunction: good, null from Map.of, NaN, 1e39, good",
        "[true, false, false, false, true]",
        scores.stream().map(score -> score.value().isPresent()).toList().toString());
    assertThat(scores.get(0).probabilities()).hasSize(2);
    assertThat(scores.get(0).version()).isEqualTo(1);
    assertThat(scores.get(1).refusal())
        .isEqualTo("value must have features: java.lang.NullPointerException");
    assertThat(scores.get(2).refusal()).contains("must be").contains("NaN");
    assertThat(scores.get(4).refusal()).isEmpty();
  }

  @Test
  @Tag("case")
  void whatHasNoScoreIsCounted() {
    Map<String, String> spec = Map.of("model", "logistic-regression:dense=1");
    PublishedModel model = MadeUpTraining.published(spec, 1f);
    Counter unscorable = new SimpleCounter();
    Score score = ScoreFunction.score(model, "x", value -> null, unscorable);
    assertThat(score.refusal())
        .isEqualTo("value must have features: java.lang.NullPointerException: features");
    Case.equal("scoring", "ScoreFunction, features = null: unscorable", 1L, unscorable.getCount());
  }

  @Test
  void whatIsMadeOfAScoreMayBeNull() throws Exception {
    List<Row> rows =
        run(
            new ScoreFunction<>(
                SharedBroker.client(),
                TOPIC,
                request -> {
                  Map<String, Object> features = new HashMap<>();
                  features.put("price", request.price);
                  return features;
                },
                (request, score) ->
                    Row.of(
                        request.price,
                        score.value().isPresent() ? score.value().getAsDouble() : null),
                Types.ROW(Types.DOUBLE, Types.DOUBLE)),
            new Request("", 0),
            new Request("", Double.POSITIVE_INFINITY));

    assertThat(rows.get(0).getField(1)).isInstanceOf(Double.class);
    assertThat(rows.get(1)).isEqualTo(Row.of(Double.POSITIVE_INFINITY, null));
  }

  @Test
  @Tag("case")
  void aModelThatIsTooOldScoresNothingOrFails() throws Exception {
    ScoreFunction<Request, Score> function =
        ScoreFunction.of(SharedBroker.address(), TOPIC, request -> Map.of("price", request.price));
    MaxAge none = new MaxAge(Duration.ofDays(365), MaxAge.OnStale.NULL);
    Score score = run(function.maxAge(none), new Request("", 1)).get(0);
    Case.equal(
        "readers", "ScoreFunction, a version of 1970: scored", false, score.value().isPresent());
    assertThat(score.refusal()).startsWith("model must not be older than max-age=PT8760H: age=PT");
    assertThat(score.version()).isEqualTo(1);
    MaxAge fails = new MaxAge(Duration.ofDays(365), MaxAge.OnStale.FAIL);
    assertThatThrownBy(() -> run(function.maxAge(fails), new Request("", 1)))
        .hasStackTraceContaining("model must not be older than max-age=PT8760H: age=PT");
  }

  @Test
  @Tag("case")
  void aModelOfOtherFeaturesIsLeftOutOrFails() throws Exception {
    String topic = "score-function-anew";
    publish(topic, 1, 17, HASHED);
    ScoreFunction<Request, Score> function =
        ScoreFunction.of(SharedBroker.address(), topic, request -> Map.of("price", request.price));
    Map<String, Gauge<?>> gauges = new ConcurrentHashMap<>();
    try (var keeps = started(function);
        var fails = started(function.onIncompatible(ModelFit.OnMisfit.FAIL));
        LiveModel live =
            LiveModel.follow(
                SharedBroker.client(), topic, ModelReader.defaultMaxBytes(), SameShape.RULE)) {
      live.report(
          new UnregisteredMetricsGroup() {
            @Override
            public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
              gauges.put(name, gauge);
              return gauge;
            }
          });
      fails.processElement(new Request("", 1), 0);
      publish(topic, 2, 4, Map.of("model", "logistic-regression:dense=3"));
      Until.holds(
          "an incompatible model", () -> gauges.get("modelIncompatible").getValue().equals(1L));
      keeps.processElement(new Request("", 1), 0);
      Score score = keeps.extractOutputValues().get(0);
      Case.holds(
          "kafka",
          "ScoreFunction, a hashed model in use, then a dense one of another lineage",
          "scores by the one before, and counts",
          "scored " + score.value().isPresent() + ", modelIncompatible 1",
          score.value().isPresent() && gauges.get("modelFailing").getValue().equals(1));
      Throwable failure = null;
      while (failure == null) {
        failure = catchThrowable(() -> fails.processElement(new Request("", 1), 0));
      }
      Case.holds(
          "kafka",
          "the same with on-incompatible fail",
          "the job fails and does not restart",
          failure.getCause().getMessage(),
          failure instanceof SuppressRestartsException);
    }
  }

  private static OneInputStreamOperatorTestHarness<Request, Score> started(
      ScoreFunction<Request, Score> function) throws Exception {
    var harness = new OneInputStreamOperatorTestHarness<>(new StreamMap<>(function));
    harness.open();
    return harness;
  }
}
