// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.worker;

import io.flinksgd.evaluation.Prediction;
import io.flinksgd.evaluation.WorkerReport;
import io.flinksgd.example.Rejected;
import io.flinksgd.flink.wire.WireType;
import org.apache.flink.util.OutputTag;

/** What workers emit besides messages to the servers. */
public final class WorkerOutputs {
  private WorkerOutputs() {}

  /** What was said of each example before it was learned from. */
  public static final OutputTag<Prediction> PREDICTIONS =
      new OutputTag<>("predictions", WireType.PREDICTION);

  /** Examples that broke a rule of the model, or by which it would have diverged. */
  public static final OutputTag<Rejected> REJECTED = new OutputTag<>("rejected", WireType.REJECTED);

  /** Sums for the progressive validation. */
  public static final OutputTag<WorkerReport> REPORTS =
      new OutputTag<>("reports", new WireType<>(WorkerReport.class, new WorkerReport.Format()));
}
