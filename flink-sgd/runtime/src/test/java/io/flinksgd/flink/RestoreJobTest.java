// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.flink.testing.SharedCluster;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.model.Model;
import io.flinksgd.model.Models;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.publication.Publication;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.RestoreSettings;
import io.flinksgd.testing.Case;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Savepoints of real jobs, restored under other settings. */
@Tag("case")
final class RestoreJobTest {
  private static final Map<Integer, Publication.Page> PAGES = new ConcurrentHashMap<>();
  private static final AtomicLong LEARNED = new AtomicLong();
  private static final Features CLICKED = Features.Sparse.ofOnes(new int[] {7});

  @TempDir Path directory;

  @Test
  void weightsSurviveAnotherOptimizerOrTheJobIsRefused() throws Exception {
    String savepoint = trained(spec("adagrad:rate=0.1"), null);
    double before = clicked();
    assertThat(before).isGreaterThan(0.9);

    refused(
        spec("ftrl:alpha=0.4"),
        savepoint,
        "adagrad, restored with ftrl, on a cluster",
        "optimizer must be as in the restored state, adagrad:");
    TrainingSpec linear =
        spec("adagrad:rate=0.1").model(Models.parse("linear-regression:hashed=8"));
    refused(
        linear,
        savepoint,
        "logistic, restored as linear, on a cluster",
        "model must be as in the restored state, logistic-regression:hashed=8:"
            + " model=linear-regression:hashed=8;");

    TrainingSpec ftrl = spec("ftrl:alpha=0.4").restoreSettings(RestoreSettings.CONVERT);
    String converted = trained(ftrl, savepoint);
    kept("adagrad, converted to ftrl: P of what is always clicked", before);
    trained(ftrl.optimizer(Optimizers.parse("ftrl:alpha=0.05")), converted);
    kept("ftrl:alpha=0.4, converted to alpha=0.05: P of what is always clicked", before);
  }

  /** More examples of the same can only raise it. */
  private static void kept(String input, double before) {
    double now = clicked();
    Case.holds(
        "restores", input, "not less than %.3f".formatted(before), now, now >= before - 0.01);
  }

  private void refused(TrainingSpec spec, String savepoint, String input, String right)
      throws Exception {
    JobClient job = start(spec, savepoint);
    try {
      job.getJobExecutionResult().get(60, TimeUnit.SECONDS);
      throw new AssertionError("the job must fail");
    } catch (java.util.concurrent.ExecutionException e) {
      Throwable cause =
          ExceptionUtils.findThrowable(e, SuppressRestartsException.class).orElseThrow().getCause();
      Case.holds(
          "restores",
          input,
          right + "...",
          cause.getMessage(),
          cause.getMessage().startsWith(right));
      // at once, without another attempt
      assertThatThrownBy(() -> ExceptionUtils.rethrow(e))
          .hasStackTraceContaining("The failure is not recoverable");
    }
  }

  /** Trains for a while and returns a savepoint. */
  private String trained(TrainingSpec spec, String savepoint) throws Exception {
    long from = LEARNED.get();
    JobClient job = start(spec, savepoint);
    synchronized (LEARNED) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (LEARNED.get() < from + 1000) {
        assertThat(System.nanoTime()).as("deadline for training").isLessThan(deadline);
        LEARNED.wait(10);
      }
    }
    return new LoopJob(directory).stopWithSavepoint(job);
  }

  private JobClient start(TrainingSpec spec, String savepoint) throws Exception {
    LoopJob settings = new LoopJob(directory).checkpointEvery("100 ms");
    if (savepoint != null) {
      settings.restoreFrom(savepoint);
    }
    StreamExecutionEnvironment env = SharedCluster.environment(2, settings.flink);
    DataGeneratorSource<Example> source =
        new DataGeneratorSource<>(
            RestoreJobTest::example,
            Long.MAX_VALUE,
            RateLimiterStrategy.perSecond(2000),
            WireType.EXAMPLE);
    DataStream<Example> examples =
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "examples").uid("examples");
    StreamingSgd.train(examples, spec)
        .publications()
        .map(RestoreJobTest::keep)
        .returns(Types.VOID)
        .uid("keep")
        .setParallelism(1)
        .sinkTo(new DiscardingSink<>())
        .uid("kept");
    return env.executeAsync("restore");
  }

  /** Feature 7 is always clicked, feature 9 never. */
  private static Example example(long i) {
    Features features = i % 2 == 0 ? CLICKED : Features.Sparse.ofOnes(new int[] {9});
    return new Example(1 - i % 2, 1, features, Example.NO_TIME, "", new Origin("n", 0, i));
  }

  private static Void keep(Publication publication) {
    if (publication instanceof Publication.Page page) {
      PAGES.put(page.page(), page);
    } else if (publication instanceof Publication.Manifest manifest) {
      LEARNED.set(manifest.examples());
    }
    return null;
  }

  private static double clicked() {
    Model model = spec("sgd").model();
    return model.score(
        CLICKED,
        coordinate -> {
          Publication.Page page = PAGES.get(coordinate / 16);
          return page == null ? 0 : page.weights()[coordinate - page.first()];
        });
  }

  private static TrainingSpec spec(String optimizer) {
    return TrainingSpec.of(Models.parse("logistic-regression:hashed=8"))
        .optimizer(Optimizers.parse(optimizer))
        .batch(10)
        .pageSize(16)
        .cacheBytes(1);
  }
}
