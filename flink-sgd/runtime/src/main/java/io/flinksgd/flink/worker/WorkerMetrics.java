// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.worker;

import io.flinksgd.codec.EncodingStatistics;
import io.flinksgd.evaluation.GapStatistics;
import io.flinksgd.flink.operator.Gauges;
import io.flinksgd.flink.operator.TrainingMetrics;
import io.flinksgd.worker.WorkerLogic;
import io.flinksgd.worker.WorkerStatistics;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** The metrics of a worker. Owned by the task's thread. */
final class WorkerMetrics {
  /** Flink's histograms hold whole numbers: gaps in millionths, ratios in hundredths. */
  private static final double MICROS = 1e6;

  private static final double PERCENT = 100;

  /** Gaps that a histogram remembers. */
  private static final int WINDOW = 1000;

  private final Gauges gauges;
  private final Counter examples;
  private final Counter rejected;
  private final Counter gapsExceeded;
  private final Histogram gaps;
  private final Histogram gapRatios;

  /** Registers in {@code group} what is counted here. */
  WorkerMetrics(MetricGroup group) {
    gauges = new Gauges(group);
    examples = TrainingMetrics.WORKER_EXAMPLES.counter(group);
    rejected = TrainingMetrics.REJECTED.counter(group);
    gapsExceeded = TrainingMetrics.WORKER_GAPS_EXCEEDED.counter(group);
    gaps = TrainingMetrics.GAP_MICROS.histogram(group, histogram());
    gapRatios = TrainingMetrics.GAP_OVER_BOUND_PERCENT.histogram(group, histogram());
  }

  private static Histogram histogram() {
    return new DescriptiveStatisticsHistogram(WINDOW);
  }

  /** Registers what {@code logic} counts; to be called once. */
  void show(WorkerLogic logic) {
    WorkerStatistics done = logic.statistics();
    EncodingStatistics encoding = done.encoding();
    gauges.count(TrainingMetrics.STEPS, done::steps);
    gauges.count(TrainingMetrics.GATE_WAITS, done::waits);
    gauges.count(TrainingMetrics.UNGATED_STEPS, done::ungatedSteps);
    gauges.count(TrainingMetrics.BLOCKS_MISSING, done::blocksMissing);
    gauges.count(TrainingMetrics.READY_BATCHES, logic::ready);
    gauges.count(TrainingMetrics.WORKER_REFUSED_UPDATES, done::refusedUpdates);
    gauges.count(TrainingMetrics.ENCODED_BYTES, encoding::bytes);
    gauges.add(TrainingMetrics.ENCODED_RATIO, encoding::ratio);
    gauges.add(TrainingMetrics.CONTRACTION, encoding::contraction);
    gauges.add(TrainingMetrics.CONTRACTION_BOUND, encoding::contractionBound);
    if (done.uncoveredIsInSteps()) {
      gauges.count(TrainingMetrics.UNCOVERED_STEPS, () -> (long) done.uncovered());
    } else {
      gauges.add(TrainingMetrics.UNCOVERED_MASS, done::uncovered);
    }
  }

  /** A mini-batch of {@code size} examples was learned from. */
  void learned(int size) {
    examples.inc(size);
  }

  /** The model has refused an example. */
  void rejected() {
    rejected.inc();
  }

  /** The norm {@code gap} was measured where the policy allows {@code bound}, infinite for any. */
  void gap(double gap, double bound) {
    gaps.update(Math.round(gap * MICROS));
    if (bound > 0 && Double.isFinite(bound)) {
      gapRatios.update(Math.round(gap / bound * PERCENT));
    }
    if (GapStatistics.exceeds(gap, bound)) {
      gapsExceeded.inc();
    }
  }

  /** Shows the newest numbers of what {@link #show} has registered. */
  void update() {
    gauges.update();
  }
}
