// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.evaluation.GapStatistics;
import io.flinksgd.evaluation.PredictedExample;
import io.flinksgd.evaluation.Prediction;
import io.flinksgd.evaluation.Progress;
import io.flinksgd.evaluation.Rejections;
import io.flinksgd.evaluation.Scores;
import io.flinksgd.evaluation.Traffic;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Rejected;
import io.flinksgd.flink.testing.FailOnce;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.sink.KafkaTarget;
import io.flinksgd.kafka.testing.SharedBroker;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import io.flinksgd.publication.VersionId;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.reader.PublishedModel;
import io.flinksgd.testing.Case;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.testutils.junit.SharedReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sinks in a job with checkpoints, and readers of what is committed. */
final class KafkaModelTest {
  private static final Origin ORIGIN = new Origin("clicks", 1, 7);

  @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

  @Test
  void usageExample() throws Exception {
    try (KafkaTopics topics = SharedBroker.topics()) {
      topics.model("sink-model");
    }
    StreamExecutionEnvironment env = environment();
    KafkaModel.publish(
        env.fromData(training(20), WireType.PUBLICATION),
        KafkaTarget.of(SharedBroker.address(), "sink-model"));
    try (ModelReader reader = ModelReader.follow(SharedBroker.client(), "sink-model")) {
      env.execute();
      PublishedModel model = reader.awaitVersion(20, Duration.ofSeconds(30));
      assertThat(model.manifest().description().spec()).containsEntry("model", "made up");
      assertThat(model.weight(0)).isEqualTo(20f);
      assertThat(model.weight(31)).isEqualTo(19f);
      assertThat(reader.failure()).isEmpty();
    }
  }

  @Test
  void predictionsAndRejectedExamplesArriveAsJson() throws Exception {
    try (KafkaTopics topics = SharedBroker.topics()) {
      topics.log("sink-predictions", 1, Duration.ofDays(1));
      topics.log("sink-rejected", 1, Duration.ofDays(1));
    }
    StreamExecutionEnvironment env = environment();
    Prediction prediction = new Prediction(new PredictedExample("k", 1f, 2f, 99L, ORIGIN), 0.25f);
    Prediction ofClasses =
        new Prediction(
            new PredictedExample("l", 0f, 1f, 99L, ORIGIN),
            1f,
            new float[] {0.25f, 0.75f, Float.NaN});
    env.fromData(List.of(prediction, ofClasses), WireType.PREDICTION)
        .sinkTo(KafkaPredictions.sink(KafkaTarget.of(SharedBroker.address(), "sink-predictions")));
    byte[] raw = "{\"a\":".getBytes(StandardCharsets.UTF_8);
    Rejected rejected = Rejected.of(Rejected.Reason.UNPARSABLE, "broken", ORIGIN, raw);
    env.fromData(List.of(rejected), WireType.REJECTED)
        .sinkTo(KafkaRejected.sink(KafkaTarget.of(SharedBroker.address(), "sink-rejected")));
    env.execute();
    assertThat(SharedBroker.read("sink-predictions"))
        .containsExactly(
            "{\"key\":\"k\",\"score\":0.25,\"label\":1.0,\"weight\":2.0,\"time\":99,"
                + "\"topic\":\"clicks\",\"partition\":1,\"offset\":7}",
            "{\"key\":\"l\",\"score\":1.0,\"label\":0.0,\"weight\":1.0,\"time\":99,"
                + "\"topic\":\"clicks\",\"partition\":1,\"offset\":7,"
                + "\"class\":1,\"probabilities\":[0.25,0.75,null]}");
    assertThat(SharedBroker.read("sink-rejected"))
        .containsExactly(
            "{\"reason\":\"UNPARSABLE\",\"detail\":\"broken\",\"topic\":\"clicks\","
                + "\"partition\":1,\"offset\":7,\"rawBytes\":5,\"rawCut\":false,\"raw\":\"{\\\"a\\\":\"}");
  }

  @Test
  void predictionsOfFailedAttemptAreSeenOnce() throws Exception {
    int count = 300;
    try (KafkaTopics topics = SharedBroker.topics()) {
      topics.log("sink-failure", 1, Duration.ofDays(1));
    }
    StreamExecutionEnvironment env = environment();
    DataGeneratorSource<Prediction> source =
        new DataGeneratorSource<>(
            i -> new Prediction(new PredictedExample("" + i, 1f, 1f, 0L, ORIGIN), 0.5f),
            count,
            RateLimiterStrategy.perSecond(200),
            WireType.PREDICTION);
    SharedReference<FailOnce> failure = shared.add(new FailOnce(1));
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "predictions")
        .map(new FailsOnce(failure))
        .returns(WireType.PREDICTION)
        .sinkTo(KafkaPredictions.sink(KafkaTarget.of(SharedBroker.address(), "sink-failure")));
    env.execute();
    assertThat(failure.get().hasFailed()).isTrue();
    List<String> values = SharedBroker.read("sink-failure");
    assertThat(values).hasSize(count).doesNotHaveDuplicates();
  }

  @Test
  void bytesThatAreNoTextAreShownInBase64() {
    Rejected rejected =
        Rejected.of(Rejected.Reason.UNPARSABLE, "broken", ORIGIN, new byte[] {-1, 0});
    assertThat(KafkaRejected.serialization("t").json(rejected))
        .asString(StandardCharsets.UTF_8)
        .endsWith("\"rawBytes\":2,\"rawCut\":false,\"rawBase64\":\"/wA=\"}");
  }

  @Test
  @Tag("case")
  void aRejectedRecordHasItsKeyAndSaysHowMuchOfItIsThere() {
    byte[] key = {1, -1};
    byte[] raw = ("{\"a\":\"x" + "\u00e9".repeat(1000) + "\"}").getBytes(StandardCharsets.UTF_8);
    Rejected parsed = Rejected.of(Rejected.Reason.BAD_TIME, "late", ORIGIN, raw, key);
    var record = KafkaRejected.serialization("t").serialize(parsed, null, null);
    String json = new String(record.value(), StandardCharsets.UTF_8);
    Case.holds(
        "records",
        "a rejected record of 2,009 bytes, which is cut within a character",
        "rawBytes 2009, rawCut, text in raw",
        json.substring(0, 150),
        json.contains("\"rawBytes\":2009,\"rawCut\":true,\"raw\":\"{")
            && json.endsWith("\u00e9\"}"));
    assertThat(record.key()).isEqualTo(key);
    Rejected refused = Rejected.of(Rejected.Reason.BAD_LABEL, "label=2", ORIGIN, "k1");
    var other = KafkaRejected.serialization("t").serialize(refused, null, null);
    assertThat(other.key()).asString(StandardCharsets.UTF_8).isEqualTo("k1");
    assertThat(other.value())
        .asString(StandardCharsets.UTF_8)
        .endsWith("\"raw\":\"\"}")
        .doesNotContain("rawBytes");
    byte[] none = null;
    Rejected without = Rejected.of(Rejected.Reason.TOMBSTONE, "none", ORIGIN, new byte[0], none);
    assertThat(KafkaRejected.serialization("t").serialize(without, null, null).key()).isNull();
  }

  @Test
  void undefinedFiguresOfProgressAreNull() {
    Scores window = new Scores();
    window.add(0.75f, 1f, 1f);
    GapStatistics gaps = new GapStatistics();
    gaps.add(0.5, Double.POSITIVE_INFINITY, 0.25);
    Rejections rejections = new Rejections();
    rejections.add(Rejected.of(Rejected.Reason.MISSING_LABEL, "none", ORIGIN, new byte[0]));
    Progress progress =
        new Progress(
            5,
            new Progress.Work(3, 1, 3, 2, new Traffic()),
            new Progress.Staleness(4, Double.NaN),
            new Progress.Results(new Scores(), gaps, rejections),
            new Progress.Results(window, new GapStatistics(), new Rejections()),
            false);
    assertThat(KafkaProgress.serialization("t").json(progress))
        .asString(StandardCharsets.UTF_8)
        .startsWith(
            "{\"at\":5,\"examples\":1,\"records\":3,\"rejected\":1,\"windowRejected\":0,"
                + "\"rejectedBy\":{\"unparsable\":0,\"missingLabel\":1,\"badLabel\":0,")
        .contains("},\"steps\":3,\"stalenessMax\":4,")
        .contains(
            "\"stalenessMean\":null,\"workers\":2,\"diverged\":false,\"total\":{\"examples\":0,")
        .contains("\"window\":{\"examples\":1,")
        .contains("\"auc\":null,\"accuracy\":1.0")
        .contains("\"gap\":{\"samples\":1,\"exceeded\":0,\"max\":0.5,\"rootMeanSquare\":0.5,")
        .contains("\"bound\":null,\"ratioMax\":0.0,\"bHat\":2.0}")
        .contains(
            "\"windowGap\":{\"samples\":0,\"exceeded\":0,\"max\":0.0,\"rootMeanSquare\":null");
  }

  @Test
  void targetKeepsSecretsToItself() {
    KafkaTarget target =
        KafkaTarget.of("localhost:9092", "t").properties(Map.of("sasl.jaas.config", "secret"));
    assertThat(target).hasToString("t at localhost:9092");
  }

  private static StreamExecutionEnvironment environment() {
    Configuration configuration =
        new Configuration()
            .set(PipelineOptions.GENERIC_TYPES, false)
            .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
            .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    env.enableCheckpointing(200);
    return env;
  }

  /** Each version changes page {@code version % 2}. */
  private static List<Publication> training(int versions) {
    List<Publication> all = new ArrayList<>();
    long[] fingerprints = new long[2];
    for (int version = 1; version <= versions; version++) {
      int number = version % 2;
      float[] weights = new float[16];
      java.util.Arrays.fill(weights, version);
      Page page = new Page(5, 5, version, number, number * 16, weights);
      fingerprints[number] = page.fingerprint();
      all.add(page);
      all.add(
          new Manifest(
              new VersionId(5, Set.of(5L), version, version),
              new PageSet(Math.min(version, 2), fingerprints[0] ^ fingerprints[1]),
              new ModelShape(32, 16),
              new Learned(100L * version),
              1000 + version,
              new ModelDescription(Map.of("model", "made up"))));
    }
    return all;
  }

  /** Fails some records after a checkpoint, so that uncommitted records are left behind. */
  private static final class FailsOnce
      implements MapFunction<Prediction, Prediction>, CheckpointListener {
    private static final long serialVersionUID = 1L;
    private final SharedReference<FailOnce> failure;
    private int left = Integer.MAX_VALUE;

    FailsOnce(SharedReference<FailOnce> failure) {
      this.failure = failure;
    }

    @Override
    public Prediction map(Prediction prediction) {
      if (left-- == 0) {
        failure.get().call();
      }
      return prediction;
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
      left = Math.min(left, 10);
    }
  }
}
