// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import io.flinksgd.evaluation.LossMeasure;
import io.flinksgd.evaluation.OnDivergence;
import io.flinksgd.evaluation.Progress;
import io.flinksgd.example.Example;
import io.flinksgd.flink.testing.FailOnce;
import io.flinksgd.flink.testing.SharedCluster;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.publication.Publication;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import io.flinksgd.testing.Case;
import io.flinksgd.testing.Counting.Sum;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.testutils.junit.SharedReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is published while a model is as it should be, and while it has diverged. */
@Timeout(180) // seconds
class DivergenceJobTest {
  private static final long EXAMPLES = 12_000;
  private static final Scripted DIVERGES = new Scripted(4_000, 8_000);
  private static final Scripted HEALTHY = new Scripted(EXAMPLES, EXAMPLES);

  @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();
  @TempDir Path directory;
  private SharedReference<Published> published;
  private SharedReference<FailOnce> failure;
  private OnDivergence onDivergence = OnDivergence.WARN;
  private Scripted model = DIVERGES;
  private int workers = 1;
  private long failAt = -1;
  private Map<String, String> account;

  @BeforeEach
  void share() {
    published = shared.add(new Published());
    failure = shared.add(new FailOnce(1));
  }

  @Test
  void everyVersionCarriesTheLossOfExactlyTheExamplesBeforeItsCutAlsoOverARestart()
      throws Exception {
    failAt = 7_777;
    run();
    assertThat(failure.get().hasFailed()).isTrue();
    assertThat(manifests()).hasSizeGreaterThan(4);
    for (Manifest manifest : manifests()) {
      var total = manifest.learned().loss().total();
      assertThat(manifest.learned().loss().measure()).isEqualTo(LossMeasure.LOG_LOSS);
      assertThat(total.examples()).isEqualTo(manifest.learned().examples());
      // scores are floats; one example more or less would be a thousandth
      assertThat(total.loss()).isCloseTo(DIVERGES.loss(total.examples()), within(1e-5));
      assertThat(total.base()).isCloseTo(Math.log(2), within(1e-2));
    }
    assertWindows();
    assertThat(published.get().manifest().learned().examples()).isEqualTo(EXAMPLES);
  }

  /** Each window begins where that of the cut before ended, or where the job was restored. */
  private void assertWindows() {
    Set<Long> ends =
        manifests().stream()
            .map(manifest -> manifest.learned().examples())
            .collect(Collectors.toSet());
    ends.add(0L);
    for (Manifest manifest : manifests()) {
      assertThat(ends)
          .contains(manifest.learned().examples() - manifest.learned().loss().window().examples());
    }
  }

  @Test
  void theLossIsThatOfTheExamplesOfAllWorkers() throws Exception {
    workers = 3;
    model = HEALTHY;
    run();
    for (Manifest manifest : manifests()) {
      assertThat(manifest.learned().loss().total().examples())
          .isEqualTo(manifest.learned().examples());
      assertThat(manifest.learned().loss().total().loss()).isCloseTo(-Math.log(0.75), within(1e-6));
    }
    assertThat(published.get().manifest().learned().examples()).isEqualTo(EXAMPLES);
    assertThat(account).doesNotContainKey("warning.1");
  }

  @Test
  void itIsSaidOnceWhenItDivergesAndOnceWhenItIsBack() throws Exception {
    run();
    assertThat(account.get("warning.1"))
        .startsWith("the model has diverged: the progressive log-loss of the last ");
    assertThat(account.get("warning.2")).startsWith("the loss is back: ");
    assertThat(account).doesNotContainKey("warning.3");
    assertThat(published.get().allProgress()).extracting(Progress::diverged).contains(true);
    assertThat(published.get().progress().diverged()).isFalse();
    assertThat(manifests()).anyMatch(manifest -> isWrong(manifest.learned().examples()));
  }

  @Test
  @Tag("case")
  void theLastGoodVersionStaysTheNewestUntilTheLossIsBack() throws Exception {
    onDivergence = OnDivergence.STOP_PUBLISHING;
    failAt = 6_000; // while nothing is published
    run();
    List<Long> examples =
        manifests().stream().map(manifest -> manifest.learned().examples()).toList();
    Case.holds(
        "a finite model",
        "stop-publishing, examples 4,000 to 8,000 of 12,000 all scored wrong",
        "no version of 5,500 to 8,000 examples, and one of 12,000",
        examples,
        examples.stream().noneMatch(DivergenceJobTest::isWrong) && examples.contains(EXAMPLES));

    // a page that is newer than the last good version would take its place on a compacted topic
    Set<Long> cuts =
        manifests().stream().map(manifest -> manifest.id().cut()).collect(Collectors.toSet());
    for (Publication each : published.get().publications()) {
      if (each instanceof Page page) {
        assertThat(cuts).contains(page.cut());
      }
    }
  }

  @Test
  void whatEndsDivergedEndsWithTheLastGoodVersion() throws Exception {
    onDivergence = OnDivergence.STOP_PUBLISHING;
    model = new Scripted(4_000, EXAMPLES);
    run();
    assertThat(published.get().manifest().learned().examples()).isBetween(1L, 5_500L);
    assertThat(account.get("warning.1")).endsWith("No version is published until the loss is back");
    assertThat(account).containsEntry("learned", "" + EXAMPLES).containsEntry("diverged", "true");
  }

  @Test
  void aJobThatIsToFailFailsForGoodWithTheFigures() {
    onDivergence = OnDivergence.FAIL;
    Throwable thrown = catchThrowable(this::run);
    assertThat(thrown).hasStackTraceContaining(SuppressRestartsException.class.getName());
    assertThat(thrown)
        .rootCause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the model has diverged: the progressive log-loss of the last ");
    assertThat(manifests()).noneMatch(manifest -> isWrong(manifest.learned().examples()));
  }

  /** The first cuts of the part may still have too few of its examples. */
  private static boolean isWrong(long examples) {
    return examples > 5_500 && examples < 8_000;
  }

  private List<Manifest> manifests() {
    return published.get().manifests();
  }

  private void run() throws Exception {
    StreamExecutionEnvironment env = SharedCluster.environment(workers, flink());
    TrainingSpec spec =
        TrainingSpec.of(model)
            .optimizer(Sum.safe())
            .batch(50)
            .batchTimeout(Duration.ofMillis(5))
            .pushWeight(PushWeight.SINGLE)
            .pageSize(16)
            .progressInterval(Duration.ofMillis(50))
            .onDivergence(onDivergence);
    TrainingStreams trained = StreamingSgd.train(source(env), spec);
    Published.keep(trained.publications(), published, "publications");
    Published.keep(trained.progress(), published, "progress");
    account =
        new RunningLoop(env.executeAsync("diverges"), published.get(), directory)
            .finish()
            .getAccumulatorResult("training of sgd");
  }

  private DataStream<Example> source(StreamExecutionEnvironment env) {
    long fails = failAt;
    SharedReference<FailOnce> once = failure;
    return env.fromSource(
            new DataGeneratorSource<>(
                n -> n, EXAMPLES, RateLimiterStrategy.perSecond(6_000), Types.LONG),
            WatermarkStrategy.noWatermarks(),
            "numbers")
        .uid("numbers")
        .map(
            (MapFunction<Long, Example>)
                n -> {
                  if (n == fails) {
                    once.get().call();
                  }
                  return Scripted.example(n);
                })
        .returns(WireType.EXAMPLE)
        .uid("examples");
  }

  private Configuration flink() {
    Configuration flink = FlinkSettings.in(directory);
    flink.setString("execution.checkpointing.interval", "100 ms");
    return flink;
  }
}
