// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.message.Message;
import io.flinksgd.message.Pull;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.prediction.Predictor;
import io.flinksgd.worker.Participation.State;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The way of a batch through its worker:
 *
 * <pre>
 *   Batches --> InFlightSteps --> StepGate --> StepComputation --> StepSender
 *   closed      pulled, its       lets it      learned from        pushed, with the
 *               view arrives      pass                             pull of a later one
 *                   ^   ^            |
 *                   |   +-- waits ---+
 *               Predictor: may it start before all has arrived?
 * </pre>
 */
final class StepPipeline {
  private final Optimizer optimizer;
  private final Batches batches;
  private final InFlightSteps inFlight;
  private final Participation participation;
  private final StepGate gate;
  private final Predictor predictor;
  private final StepComputation computation;
  private final StepSender sender;

  /** Examples that the model has learned from, as far as this worker knows. */
  private long examples;

  StepPipeline(
      Optimizer optimizer,
      Batches batches,
      InFlightSteps inFlight,
      Participation participation,
      StepGate gate,
      Predictor predictor,
      StepComputation computation,
      StepSender sender) {
    this.optimizer = optimizer;
    this.batches = batches;
    this.inFlight = inFlight;
    this.participation = participation;
    this.gate = gate;
    this.predictor = predictor;
    this.computation = computation;
    this.sender = sender;
  }

  /** Begins as many steps as may be in flight, and computes those that may be. */
  void proceed() {
    if (participation.is(State.AWAY) && batches.ready() > 0) {
      sender.join(participation.join());
    }
    while (mayBegin()) {
      sender.pull(begin()::pullOf);
    }
    compute();
  }

  private boolean mayBegin() {
    return !gate.waiting()
        && participation.takesViews()
        && batches.ready() > 0
        && inFlight.hasRoom();
  }

  private InFlightStep begin() {
    participation.stay();
    return inFlight.begin(batches.take());
  }

  private IntFunction<Pull> nextPull() {
    return mayBegin() ? begin()::pullOf : server -> Pull.NONE;
  }

  /** Computes the steps whose views may be used, oldest first, unless the gate is closed. */
  void compute() {
    while (!inFlight.isEmpty() && usable(inFlight.first())) {
      if (!gate.pass(rate())) {
        // a worker that waits has no view in use, so that nobody waits for it
        inFlight.dropViews();
        sender.await();
        return;
      }
      InFlightStep step = inFlight.removeFirst();
      computation.run(step, rate(), this::nextPull);
      batches.giveBack(step.batch());
      inFlight.giveBack(step);
    }
  }

  private boolean usable(InFlightStep step) {
    return step.view().complete() || (!gate.ignored() && predictor.permits(step.view()));
  }

  private float rate() {
    return optimizer.rate(examples);
  }

  /** A server has answered a pull. */
  void answered(Message.Reply reply) {
    examples = Math.max(examples, reply.view().examples());
    predictor.answered(reply);
    inFlight.answered(reply);
    goOnIfPermitted();
    compute();
  }

  /** If the gate has opened again, pulls again for the steps in flight that waited for it. */
  void goOnIfPermitted() {
    if (gate.reopened(rate())) {
      inFlight.pullAgain(step -> sender.pull(step::pullOf));
      proceed();
    }
  }

  /** Waits at the gate no more. */
  void ignoreGate() {
    inFlight.dropViews();
    gate.ignore();
    goOnIfPermitted();
  }

  /** Whether every example has been learned from and pushed. */
  boolean isEmpty() {
    return inFlight.isEmpty() && batches.isEmpty();
  }

  /** Batches that no push contains, oldest first. */
  List<MiniBatch> backlog() {
    List<MiniBatch> backlog = new ArrayList<>(inFlight.batches());
    backlog.addAll(batches.all());
    return backlog;
  }

  /** Gives back what the learner holds. */
  void close() {
    computation.close();
  }
}
