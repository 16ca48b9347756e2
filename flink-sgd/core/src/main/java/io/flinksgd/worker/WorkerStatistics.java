// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.codec.EncodingStatistics;
import io.flinksgd.evaluation.Traffic;
import io.flinksgd.prediction.Predictor;

/**
 * What a worker has done since its epoch began. To be asked on the worker's thread; nothing changes
 * by it but {@link #takeTraffic}.
 */
public final class WorkerStatistics {
  private final StepComputation computation;
  private final StepGate gate;
  private final Predictor predictor;
  private final Codecs codecs;
  private final StepSender sender;

  WorkerStatistics(
      StepComputation computation,
      StepGate gate,
      Predictor predictor,
      Codecs codecs,
      StepSender sender) {
    this.computation = computation;
    this.gate = gate;
    this.predictor = predictor;
    this.codecs = codecs;
    this.sender = sender;
  }

  /** Steps learned from. */
  public long steps() {
    return computation.steps();
  }

  /** How often the gate was closed. */
  public long waits() {
    return gate.waits();
  }

  /** Steps that passed a closed gate, see {@link WorkerLogic#neverWait}. */
  public long ungatedSteps() {
    return gate.ungatedSteps();
  }

  /** How much of this worker's steps views in use may lack: a count of steps, or a norm. */
  public double uncovered() {
    return gate.uncovered();
  }

  /** Whether {@link #uncovered} counts steps; otherwise it is a norm of parameters. */
  public boolean uncoveredIsInSteps() {
    return gate.countsSteps();
  }

  /** Blocks of views that had not arrived when their steps started. */
  public long blocksMissing() {
    return predictor.missing();
  }

  /** Coordinates that pushes left as they are, see {@link io.flinksgd.gradient.Learner#leftOut}. */
  public long refusedUpdates() {
    return computation.refusedUpdates();
  }

  /** What the codec of pushes has done. */
  public EncodingStatistics encoding() {
    return codecs.statistics();
  }

  /** What has travelled since this was asked last; counted anew from here on. */
  public Traffic takeTraffic() {
    return sender.takeTraffic();
  }
}
