// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.evaluation.GapStatistics;
import io.flinksgd.evaluation.Progress;
import io.flinksgd.example.Example;
import io.flinksgd.jobs.local.Straggler;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.spec.TrainingSpec;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a policy is worth when one worker is a straggler: each trains for the same time, and a
 * worker that is faster gets more examples.
 */
final class Stragglers {
  private static final int BITS = 18;
  private static final double SHARE = 0.3;
  private static final Duration DELAY = Duration.ofMillis(50);
  private static final long WINDOW = 100_000;

  private final Path directory;
  private final PrintStream out;
  private final String optimizer;
  private final double target;
  private final long millis;

  /**
   * A benchmark.
   *
   * @param target log-loss over the last {@value #WINDOW} examples, the time to which is measured
   * @param millis how long each job trains
   */
  Stragglers(
      Example[] rows,
      String optimizer,
      double target,
      long millis,
      Path directory,
      PrintStream out) {
    this.optimizer = optimizer;
    this.target = target;
    this.millis = millis;
    this.directory = directory;
    this.out = out;
    InMemoryExamples.load(rows);
  }

  /** One line for each policy, the last of which is what the others are compared with. */
  void print(int workers, int batch, List<String> consistencies) throws Exception {
    out.printf(
        Locale.ROOT,
        "%d workers, one delayed by %d ms in %.0f %% of its steps; batch %d, %s, %.0f s each%n",
        workers,
        DELAY.toMillis(),
        100 * SHARE,
        batch,
        optimizer,
        millis / 1e3);
    out.printf(
        "%-36s %12s %9s %14s %9s %9s %9s %9s%n",
        "consistency",
        "examples/s",
        "log-loss",
        String.format(Locale.ROOT, "s to %.4f", target),
        "gap rms",
        "gap max",
        "allowed",
        "stalest");
    for (String consistency : consistencies) {
      line(workers, batch, consistency);
    }
  }

  private void line(int workers, int batch, String consistency) throws Exception {
    TrainingSpec spec =
        TrainingSpec.of(Straggler.around(LogisticRegression.hashed(BITS), DELAY, SHARE))
            .optimizer(Optimizers.parse(optimizer))
            .consistency(Consistency.parse(consistency))
            .batch(batch)
            .gapSampling(16);
    List<Progress> reports =
        InMemoryRun.reports(spec, RowPlan.during(millis, 4 * batch), workers, directory);
    Progress first = reports.get(0);
    Progress last = reports.get(reports.size() - 1);
    GapStatistics gaps = last.total().gaps();
    out.printf(
        Locale.ROOT,
        "%-36s %,12.0f %9.4f %14s %9.3g %9.3g %9.3g %9d%n",
        consistency,
        (last.examples() - first.examples()) / ((last.at() - first.at()) / 1e3),
        lossBefore(reports, reports.size()),
        time(reports),
        gaps.rootMeanSquare(),
        gaps.max(),
        gaps.bound(),
        last.staleness().max());
  }

  /** Seconds from the first report until the log-loss was at the target. */
  private String time(List<Progress> reports) {
    for (int i = 1; i <= reports.size(); i++) {
      if (reports.get(i - 1).examples() >= WINDOW && lossBefore(reports, i) <= target) {
        return String.format(
            Locale.ROOT, "%.1f", (reports.get(i - 1).at() - reports.get(0).at()) / 1e3);
      }
    }
    return "not reached";
  }

  /** The log-loss over at least the last {@link #WINDOW} examples before report {@code end}. */
  private static double lossBefore(List<Progress> reports, int end) {
    double loss = 0;
    long examples = 0;
    for (int i = end - 1; i >= 0 && examples < WINDOW; i--) {
      long more = reports.get(i).window().scores().examples();
      loss += more == 0 ? 0 : reports.get(i).window().scores().logLoss() * more;
      examples += more;
    }
    return loss / examples;
  }
}
