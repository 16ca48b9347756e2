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
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.testutils.junit.SharedReference;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Savepoints of real jobs, restored under other settings. */
@Tag("case")
@Timeout(180) // seconds
final class RestoreJobTest {
  private static final Features CLICKED = Features.Sparse.ofOnes(new int[] {7});

  @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();
  @TempDir Path directory;
  private SharedReference<Published> published;

  @BeforeEach
  void share() {
    published = shared.add(new Published());
  }

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
  private void kept(String input, double before) {
    double now = clicked();
    Case.holds(
        "restores", input, "not less than %.3f".formatted(before), now, now >= before - 0.01);
  }

  private void refused(TrainingSpec spec, String savepoint, String input, String right)
      throws Exception {
    RunningLoop job = start(spec, savepoint);
    try {
      job.finish();
      throw new AssertionError("the job must fail");
    } catch (ExecutionException e) {
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
    long from = published.get().learned();
    RunningLoop job = start(spec, savepoint);
    job.await(now -> now.learned() >= from + 1000);
    return job.stopWithSavepoint();
  }

  private RunningLoop start(TrainingSpec spec, String savepoint) throws Exception {
    Configuration flink = FlinkSettings.in(directory);
    flink.setString("execution.checkpointing.interval", "100 ms");
    if (savepoint != null) {
      flink.setString("execution.state-recovery.path", savepoint);
    }
    StreamExecutionEnvironment env = SharedCluster.environment(2, flink);
    DataGeneratorSource<Example> source =
        new DataGeneratorSource<>(
            RestoreJobTest::example,
            Long.MAX_VALUE,
            RateLimiterStrategy.perSecond(2000),
            WireType.EXAMPLE);
    DataStream<Example> examples =
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "examples").uid("examples");
    Published.keep(StreamingSgd.train(examples, spec).publications(), published, "publications");
    return new RunningLoop(env.executeAsync("restore"), published.get(), directory);
  }

  /** Feature 7 is always clicked, feature 9 never. */
  private static Example example(long i) {
    Features features = i % 2 == 0 ? CLICKED : Features.Sparse.ofOnes(new int[] {9});
    return new Example(1 - i % 2, 1, features, Example.NO_TIME, "", new Origin("n", 0, i));
  }

  private double clicked() {
    Model model = spec("sgd").model();
    Map<Integer, Publication.Page> pages =
        published.get().pages().stream()
            .collect(Collectors.toMap(Publication.Page::page, Function.identity()));
    return model.score(
        CLICKED,
        coordinate -> {
          Publication.Page page = pages.get(coordinate / 16);
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
