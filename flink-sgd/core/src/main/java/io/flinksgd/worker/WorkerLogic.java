// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.example.Example;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.prediction.Predictor;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.worker.Participation.State;
import java.util.List;

/**
 * One worker of the loop, without Flink. Examples are gathered into batches; a step pulls the view
 * that its batch needs, is computed when the view has arrived and the gate lets it pass, and is
 * pushed. The push of one step and the pull of a later one travel in one message for each server.
 * Owned by one thread.
 */
public final class WorkerLogic {
  /** See {@link #lookForStall}. */
  public static final int STALL_LOOKS = StallWatch.LOOKS;

  private final long epoch;
  private final Batches batches;
  private final Participation participation;
  private final IdleWatch idle = new IdleWatch();
  private final StepGate gate;
  private final Predictor predictor;
  private final Codecs codecs;
  private final GapSamples samples;
  private final StepSender sender;
  private final StepPipeline pipeline;
  private final StallWatch stallWatch;
  private final WorkerStatistics statistics;

  private boolean inputEnded;

  /**
   * A worker at the start of an epoch: it holds no view.
   *
   * @param worker its number
   * @param workers number of workers
   * @param epoch restored checkpoint + 1
   * @param spec what is trained and how
   * @param layout which coordinates each server has
   * @param effects what it does to the world around it
   */
  public WorkerLogic(
      int worker,
      int workers,
      long epoch,
      TrainingSpec spec,
      Layout layout,
      WorkerEffects effects) {
    int servers = layout.servers();
    boolean all = spec.model().pullsAll();
    Learner learner = spec.model().learner(spec.optimizer(), spec.localSteps());
    this.epoch = epoch;
    batches = new Batches(spec, all ? Numbering.identity() : Numbering.of(layout.dimension()));
    codecs = new Codecs(spec, (epoch << Integer.SIZE) + worker);
    InFlightSteps inFlight =
        new InFlightSteps(
            spec.stepping().pipelineDepth(),
            codecs,
            () -> new InFlightStep(layout, all, learner.viewStride(), learner.pushStride()));
    participation = new Participation(servers, spec.consistency().sharesBound());
    sender = new StepSender(worker, epoch, servers, effects::send);
    gate = new StepGate(spec.consistency().gate(servers, workers), servers, sender);
    predictor = Predictor.of(spec, layout, learner, codecs::decode);
    samples = new GapSamples(effects);
    StepComputation computation =
        new StepComputation(spec, learner, predictor, codecs, gate, samples, sender, effects);
    pipeline =
        new StepPipeline(
            spec.optimizer(),
            batches,
            inFlight,
            participation,
            gate,
            predictor,
            computation,
            sender);
    stallWatch = new StallWatch(sender, batches, inFlight, participation, gate, computation::steps);
    statistics = new WorkerStatistics(computation, gate, predictor, codecs, sender);
  }

  /**
   * Takes over what a checkpoint has kept of one worker or several; before {@link #begin}.
   *
   * @throws IllegalArgumentException if what codecs have lost is of another model, or cannot be
   *     part of a push because pushes are no gradients any more
   */
  public void restore(WorkerState state) {
    state.residuals().forEach(codecs::adopt);
    state.backlog().forEach(batches::restore);
  }

  /** Begins to learn from what it has. */
  public void begin() {
    pipeline.proceed();
  }

  /** Takes an example that the model does not reject. */
  public void accept(Example example) {
    if (batches.add(example)) {
      closeBatch();
    }
  }

  private void closeBatch() {
    batches.close();
    pipeline.proceed();
  }

  /**
   * Handles one message of a server; one of another epoch is ignored.
   *
   * @throws IllegalArgumentException if servers do not send such a message, or not to a worker's
   *     logic
   */
  public void receive(Message message) {
    if (message.epoch() != epoch) {
      return;
    }
    if (message instanceof Message.Reply reply) {
      answered(reply);
    } else if (message instanceof Message.Advance advance) {
      advanced(advance);
    } else if (message instanceof Message.Admit admit) {
      admitted(admit);
    } else if (message instanceof Message.Standing standing) {
      stallWatch.receive(standing);
    } else {
      throw new IllegalArgumentException(
          "message must be for a worker: " + message.getClass().getSimpleName());
    }
    if (inputEnded && done()) {
      retire();
    }
  }

  private void answered(Message.Reply reply) {
    sender.traffic().pulled(reply.view().payload().bytes());
    samples.received(reply.staleness());
    gate.received(reply.server(), reply.progress());
    pipeline.answered(reply);
  }

  private void advanced(Message.Advance advance) {
    gate.received(advance.server(), advance.progress());
    pipeline.goOnIfPermitted();
    if (participation.is(State.LEAVING) && gate.settled()) {
      leave();
    }
  }

  private void admitted(Message.Admit admit) {
    if (participation.hasJoined(admit.number())) {
      predictor.admitted(admit.server());
    }
    if (participation.admitted(admit.number())) {
      pipeline.proceed();
    } else {
      pipeline.compute();
    }
  }

  /**
   * To be called twice in each batch timeout: closes a batch that has been gathered for as long as
   * that, and leaves when there has been nothing to do.
   */
  public void tick() {
    boolean idleForLong = idle.tick(done());
    if (batches.isOld()) {
      closeBatch();
    } else if (idleForLong) {
      retire();
    }
    batches.ticked();
  }

  /**
   * Leaves as soon as no view in use lacks anything that a shared bound would have to account for.
   * Another batch ends it.
   */
  void retire() {
    if (participation.is(State.AWAY) || participation.is(State.LEAVING)) {
      return;
    }
    if (gate.settled()) {
      leave();
    } else {
      participation.wantToLeave();
      sender.await();
    }
  }

  /** Takes no part until there is another batch. */
  void leave() {
    participation.leave();
    predictor.left();
    sender.leave();
  }

  /** No example will come: closes the last batch, and leaves when all is learned from. */
  public void endInput() {
    inputEnded = true;
    closeBatch();
    if (done()) {
      retire();
    }
  }

  /**
   * From here on the worker waits for nobody, because what it would wait for may be held back
   * behind a barrier that cannot come while it waits. While there is something to learn from it
   * takes part as a guest and passes the gate; then it leaves. For the end of an input only.
   */
  public void neverWait() {
    if (done()) {
      if (!away()) {
        leave();
      }
    } else if (!gate.ignored()) {
      leave();
      participation.beGuest();
      pipeline.ignoreGate();
    }
  }

  /** Whether it takes no part; once the input has ended, all is learned from then. */
  public boolean away() {
    return participation.is(State.AWAY);
  }

  /** Whether every example has been learned from and pushed. */
  boolean done() {
    return pipeline.isEmpty();
  }

  /** Batches that are closed and wait to be pulled for. */
  public int ready() {
    return batches.ready();
  }

  /** What a checkpoint must keep. */
  public WorkerState state() {
    float[] residual = codecs.residual();
    List<float[]> residuals = residual.length == 0 ? List.of() : List.of(residual);
    return new WorkerState(pipeline.backlog(), residuals).copy();
  }

  /** What it has done. */
  public WorkerStatistics statistics() {
    return statistics;
  }

  /**
   * To be called {@link #STALL_LOOKS} times in the time that a stall may last.
   *
   * @throws IllegalStateException if the loop stands still: who waits for whom
   */
  public void lookForStall() {
    stallWatch.look(inputEnded);
  }

  /** To be called once, at the end; gives back what the learner holds. */
  public void close() {
    pipeline.close();
  }
}
