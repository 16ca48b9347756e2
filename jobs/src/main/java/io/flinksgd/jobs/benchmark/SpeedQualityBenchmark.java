// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.evaluation.Scores;
import io.flinksgd.example.Example;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Speed and quality of training jobs against the plain loop on the same rows, measured in one run.
 */
final class SpeedQualityBenchmark {
  private static final int BITS = 18;
  private static final int LARGEST = 4096;
  private static final float RATE = 0.07f;
  private static final Model MODEL = LogisticRegression.hashed(BITS);

  /** Each the best of its kind for a loop over the flights. */
  private static final List<String> CANDIDATES = List.of("sgd:rate=0.07", "ftrl:alpha=0.4");

  private final Example[] rows;
  private final long records;
  private final int parallelism;
  private final Path directory;
  private final PrintStream out;
  private final double plain;
  private final String optimizer;
  private final int gapSampling;
  private double best = Double.MAX_VALUE;

  /**
   * A benchmark.
   *
   * @param rows one pass over these gives the quality
   * @param records a longer run over this many at batch 256, in proportion at others and four times
   *     as many at most, gives the speed
   */
  SpeedQualityBenchmark(
      Example[] rows,
      long records,
      int parallelism,
      String optimizer,
      int gapSampling,
      Path directory,
      PrintStream out) {
    this.rows = rows;
    this.optimizer = optimizer;
    this.gapSampling = gapSampling;
    this.records = records;
    this.parallelism = parallelism;
    this.directory = directory;
    this.out = out;
    InMemoryExamples.load(rows);
    plain = SequentialLoop.speed(rows, BITS, RATE);
  }

  /** A line for each policy and batch; without batches those of the handbook, in both weights. */
  void print(List<String> consistencies, List<Integer> batches, PushWeight weight)
      throws Exception {
    out.printf(
        Locale.ROOT,
        "%,d rows; plain Java loop, SGD, one core: %,.0f examples/s%n",
        rows.length,
        plain);
    for (String candidate : CANDIDATES) {
      Scores scores = SequentialLoop.scores(rows, MODEL, Optimizers.parse(candidate));
      best = Math.min(best, scores.logLoss());
      out.printf(
          Locale.ROOT,
          "sequential %s: log-loss %.4f, AUC %.4f%n",
          candidate,
          scores.logLoss(),
          scores.auc());
    }
    out.printf(
        "jobs with %d workers, %s; worse: than the best sequential log-loss%n",
        parallelism, optimizer);
    out.printf(
        "%-26s %6s %5s %-8s %12s %7s %9s %8s %6s %9s %9s %9s%n",
        "consistency",
        "batch",
        "depth",
        "weight",
        "examples/s",
        "ratio",
        "log-loss",
        "worse",
        "AUC",
        "staleness",
        "gap rms",
        "allowed");
    warmUp();
    for (String consistency : consistencies) {
      for (int batch : batches) {
        line(consistency, batch, 1, weight);
      }
      if (batches.isEmpty()) {
        lines(consistency);
      }
    }
  }

  private void lines(String consistency) throws Exception {
    for (int batch : new int[] {16, 64, 256, 1024, LARGEST}) {
      line(consistency, batch, 1, PushWeight.PARALLEL);
    }
    line(consistency, 16, 1, PushWeight.SINGLE);
    line(consistency, 64, 1, PushWeight.SINGLE);
    if (!Consistency.parse(consistency).rounds()) {
      line(consistency, 256, 2, PushWeight.PARALLEL);
      line(consistency, LARGEST, 2, PushWeight.PARALLEL);
    }
  }

  /** A JVM compiles the loop for several seconds; the plain loop too is taken when it is warm. */
  private void warmUp() throws Exception {
    for (int batch : new int[] {LARGEST, LARGEST, 256}) {
      TrainingSpec spec = spec("synchronous", batch, 1, PushWeight.PARALLEL);
      InMemoryRun.run(spec, examples(batch), parallelism, directory);
    }
  }

  private TrainingSpec spec(String consistency, int batch, int depth, PushWeight weight) {
    return TrainingSpec.of(MODEL)
        .optimizer(Optimizers.parse(optimizer))
        .consistency(Consistency.parse(consistency))
        .batch(batch)
        .pipelineDepth(depth)
        .pushWeight(weight)
        .gapSampling(gapSampling);
  }

  /** Examples of a run of a few seconds. */
  private long examples(int batch) {
    return Math.max(rows.length, Math.min(4 * records, records * batch / 256));
  }

  private void line(String consistency, int batch, int depth, PushWeight weight) throws Exception {
    TrainingSpec spec = spec(consistency, batch, depth, weight);
    long many = examples(batch);
    InMemoryRun.Result fast = InMemoryRun.run(spec, many, parallelism, directory);
    InMemoryRun.Result good = InMemoryRun.run(spec, rows.length, parallelism, directory);
    double logLoss = good.last().total().scores().logLoss();
    out.printf(
        Locale.ROOT,
        "%-26s %6d %5d %-8s %,12.0f %7.3f %9.4f %7.2f%% %6.4f %9d %9.3g %9.3g%n",
        consistency,
        batch,
        depth,
        weight.name().toLowerCase(Locale.ROOT),
        fast.examplesPerSecond(),
        fast.examplesPerSecond() / plain,
        logLoss,
        100 * (logLoss / best - 1),
        good.last().total().scores().auc(),
        good.last().staleness().max(),
        good.last().total().gaps().rootMeanSquare(),
        good.last().total().gaps().bound());
  }
}
