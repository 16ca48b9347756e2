// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.message.Pull;
import io.flinksgd.prediction.Predictor;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Learns from a step whose view may be used, and pushes what it has learned. */
final class StepComputation {
  private static final int FIRST_SCORES = 256;

  private final TrainingSpec spec;
  private final Learner learner;
  private final Predictor predictor;
  private final Codecs codecs;
  private final StepGate gate;
  private final GapSamples samples;
  private final StepSender sender;
  private final WorkerEffects effects;
  private float[] score = new float[FIRST_SCORES];
  private long pushes;

  /** Has pushed nothing. */
  StepComputation(
      TrainingSpec spec,
      Learner learner,
      Predictor predictor,
      Codecs codecs,
      StepGate gate,
      GapSamples samples,
      StepSender sender,
      WorkerEffects effects) {
    this.spec = spec;
    this.learner = learner;
    this.predictor = predictor;
    this.codecs = codecs;
    this.gate = gate;
    this.samples = samples;
    this.sender = sender;
    this.effects = effects;
  }

  /**
   * Computes and pushes {@code step}. Parts of the push go as soon as they are final.
   *
   * @param rate the learning rate
   * @param next what to pull with the push; asked when the first part of it is sent
   */
  void run(InFlightStep step, float rate, Supplier<IntFunction<Pull>> next) {
    MiniBatch batch = step.batch();
    if (score.length < batch.size()) {
      score = new float[batch.size()];
    }
    predictor.complete(step.view(), batch, rate);
    long id = ++pushes;
    int every = spec.reporting().gapSampling();
    if (id % every == 1 % every) {
      sample(step, id, rate);
    }
    boolean parallel = spec.stepping().pushWeight() == PushWeight.PARALLEL;
    float weight = parallel ? 1f / step.view().members() : 1f;
    double clip = gate.clip();
    sender.begin(server -> step.pushOf(server, id, weight, clip, codecs), next);
    // a server's part of a clip takes the norm of the whole push
    boolean early = Double.isInfinite(clip);
    List<Rejected> diverged =
        step.learn(
            learner,
            score,
            from -> sender.sendDownTo(early ? step.firstServer(from) : Integer.MAX_VALUE));
    effects.learned(batch, score, learner.probabilities());
    diverged.forEach(effects::rejected);
    predictor.pushed(step.view(), batch, step.change());
    gate.pushed(id);
    sender.sendDownTo(0);
    sender.traffic().stepped();
    codecs.tell(sender.traffic());
  }

  private void sample(InFlightStep step, long id, float rate) {
    double slack = codecs.viewError(step.sample(spec.optimizer(), spec.localSteps()));
    samples.sent(id, step.touchedServers(), gate.bound(), slack, rate);
  }

  /** Steps pushed. */
  long steps() {
    return pushes;
  }

  /** See {@link Learner#leftOut}. */
  long refusedUpdates() {
    return learner.leftOut();
  }

  /** Gives back what the learner holds. */
  void close() {
    learner.close();
  }
}
