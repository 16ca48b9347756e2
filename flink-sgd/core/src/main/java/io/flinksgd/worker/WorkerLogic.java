// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.codec.EncodingStatistics;
import io.flinksgd.consistency.Gate;
import io.flinksgd.consistency.ServerProgress;
import io.flinksgd.evaluation.Traffic;
import io.flinksgd.example.Example;
import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.message.Pull;
import io.flinksgd.optimizer.StateLimits;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One worker of the loop, without Flink. Examples are gathered into batches; a batch is pulled,
 * learned from when its whole view has arrived and the gate permits, and pushed; the push of one
 * batch and the pull of a later one travel in one message for each server. Owned by one thread.
 */
public final class WorkerLogic {
  private final TrainingSpec spec;
  private final int servers;
  private final Learner learner;
  private final Gate gate;
  private final WorkerEffects effects;
  private final StepSender outbox;
  private final Batches batches;
  private final Participation attendance;
  private final Samples samples;
  private final Codecs codecs;
  private final RoundPredictor lastChange;
  private final BlockPredictor blocks;
  private final StallWatch stall;

  private final Deque<InFlightStep> underway = new ArrayDeque<>();
  private final Deque<InFlightStep> free = new ArrayDeque<>();
  private boolean quietAtLastTick;
  private float[] score = new float[256];
  private long pulls;
  private long pushes;
  private long waits;
  private long ungatedSteps;
  private boolean waiting;
  private long examples;
  private boolean ungated;

  /** A worker at the start of an epoch: it holds no view. */
  public WorkerLogic(
      int worker,
      int workers,
      long epoch,
      TrainingSpec spec,
      Layout layout,
      WorkerEffects effects) {
    this.spec = spec;
    this.servers = layout.servers();
    this.learner = spec.model().learner(spec.optimizer(), spec.localSteps());
    this.gate = spec.consistency().gate(servers, workers);
    this.effects = effects;
    this.outbox = new StepSender(worker, epoch, servers, effects::send);
    boolean all = spec.model().pullsAll();
    batches = new Batches(spec, all ? Numbering.identity() : Numbering.of(layout.dimension()));
    attendance = new Participation(servers, spec.consistency().shared());
    samples = new Samples(effects::gap);
    codecs = new Codecs(spec, (epoch << Integer.SIZE) + worker);
    lastChange = new RoundPredictor(new StateLimits(spec.optimizer()), learner.pushStride(), all);
    blocks = new BlockPredictor(spec, layout, learner.viewStride());
    stall =
        new StallWatch(
            worker, servers, underway, batches, attendance, gate, this::steps, outbox::ask);
    // one more than may be under way: a push borrows its step's arrays while the next step is begun
    for (int i = 0; i <= spec.stepping().pipelineDepth(); i++) {
      free.add(new InFlightStep(layout, all, learner.viewStride(), learner.pushStride()));
    }
  }

  /** Takes an example that the model does not reject. */
  public void accept(Example example) {
    if (batches.add(example)) {
      seal();
    }
  }

  /** Closes the batch that is being gathered, full or not. */
  public void seal() {
    batches.seal();
    go();
  }

  /** Takes up a batch of an earlier life, which no push contains. */
  public void restore(MiniBatch batch) {
    batches.restore(batch);
  }

  /** Pulls for as many batches as may be under way. */
  public void go() {
    if (attendance.away() && batches.ready() > 0) {
      outbox.join(attendance.join());
    }
    while (mayPull()) {
      outbox.pull(takeUp()::pullOf);
    }
    learnWhatIsReady();
  }

  private boolean mayPull() {
    return !waiting
        && attendance.admitted()
        && batches.ready() > 0
        && underway.size() < spec.stepping().pipelineDepth();
  }

  /** A server has room for this worker. */
  public void receive(Message.Admit welcome) {
    if (attendance.joined(welcome.number())) {
      blocks.newest(welcome.server());
    }
    if (attendance.welcome(welcome.number())) {
      go();
    }
    learnWhatIsReady();
  }

  private InFlightStep takeUp() {
    attendance.stay();
    InFlightStep step = free.removeFirst();
    step.begin(batches.take());
    step.pulled(++pulls);
    underway.addLast(step);
    return step;
  }

  /** A server has answered. */
  public void receive(Message.Reply reply) {
    outbox.traffic().pulled(reply.view().payload().bytes());
    if (reply.staleness().updates() > 0) {
      effects.staleness(reply.staleness().updates());
    }
    if (reply.staleness().gap().push() != 0) {
      samples.heard(reply.staleness().gap());
    }
    hear(reply.server(), reply.progress());
    examples = Math.max(examples, reply.view().examples());
    blocks.answered(reply, codecs);
    for (InFlightStep step : underway) {
      if (step.answer(reply, codecs)) {
        break;
      }
    }
    resumeIfPermitted();
    learnWhatIsReady();
  }

  /** The watermark of a server has moved. */
  public void receive(Message.Advance advance) {
    hear(advance.server(), advance.progress());
    resumeIfPermitted();
    if (attendance.leaving() && gate.settled()) {
      leave();
    }
  }

  private void hear(int server, ServerProgress progress) {
    gate.hear(server, progress);
    attendance.heard(server, progress.share().membershipChange());
    for (int s = 0; s < servers && gate.fits(); s++) {
      long confirmed = attendance.confirm(s);
      if (confirmed > 0) {
        outbox.fits(s, confirmed);
      }
    }
  }

  private void learnWhatIsReady() {
    while (!underway.isEmpty() && ready(underway.peekFirst())) {
      if (!gate.permits(rate())) {
        if (!ungated) {
          dropViews();
          return;
        }
        ungatedSteps++;
      }
      learn(underway.removeFirst());
    }
  }

  private boolean ready(InFlightStep step) {
    return step.complete() || (!ungated && blocks.permit(step));
  }

  /** Over budget: holds no view while it waits, so that nobody waits for it. */
  private void dropViews() {
    waiting = true;
    waits++;
    underway.forEach(InFlightStep::dropped);
    outbox.await();
  }

  private void resumeIfPermitted() {
    if (waiting && (ungated || gate.permits(rate()))) {
      waiting = false;
      for (InFlightStep step : underway) {
        step.pulled(++pulls);
        outbox.pull(step::pullOf);
      }
      go();
    }
  }

  private void learn(InFlightStep step) {
    MiniBatch batch = step.batch();
    if (score.length < batch.size()) {
      score = new float[batch.size()];
    }
    if (!step.complete()) {
      blocks.standIn(step, rate());
    }
    float weight = spec.stepping().pushWeight() == PushWeight.PARALLEL ? 1f / step.members() : 1f;
    if (step.missing() > 0 && spec.consistency().predicts()) {
      lastChange.addTo(step.view(), batch, step.coordinates(), step.missing() * weight);
    }
    long id = ++pushes;
    if (id % spec.reporting().gapSampling() == 1 % spec.reporting().gapSampling()) {
      double slack = codecs.viewError(step.sample(spec));
      samples.sent(id, step.touched(), gate.bound(), slack, rate());
    }
    double clip = gate.clip();
    outbox.begin(
        server -> step.pushOf(server, id, weight, clip, codecs),
        () -> mayPull() ? takeUp()::pullOf : server -> Pull.NONE);
    boolean early = Double.isInfinite(clip); // a part of a clip takes the norm of the whole
    List<Rejected> diverged =
        step.learn(learner, score, from -> outbox.send(early ? step.firstServer(from) : servers));
    effects.learned(batch, score, learner.probabilities());
    diverged.forEach(effects::rejected);
    if (spec.consistency().predicts()) {
      float sign = spec.localSteps() ? 1 : -spec.optimizer().rate(step.examples());
      lastChange.remember(batch, step.coordinates(), step.change(), sign);
    }
    blocks.pushed(step);
    gate.pushed(id);
    outbox.send(0);
    outbox.traffic().stepped();
    codecs.tell(outbox.traffic());
    batches.giveBack(batch);
    free.addLast(step);
  }

  private float rate() {
    return spec.optimizer().rate(examples);
  }

  /**
   * To be called twice in each batch timeout: closes a batch that has been gathered for as long as
   * that, and leaves when there has been nothing to do.
   */
  public void tick() {
    boolean quiet = done();
    if (batches.aged()) {
      seal();
    } else if (quiet && quietAtLastTick) {
      retire();
    }
    batches.ticked();
    quietAtLastTick = quiet;
  }

  /**
   * Leaves as soon as no view in use lacks anything that a shared bound would have to account for;
   * to be called when there is nothing to do. Another example ends it.
   */
  public void retire() {
    if (attendance.away() || attendance.leaving()) {
      return;
    }
    if (gate.settled()) {
      leave();
    } else {
      attendance.wishToLeave();
      outbox.await();
    }
  }

  /** Takes no part until there is another example. */
  public void leave() {
    attendance.leave();
    blocks.left();
    outbox.leave();
  }

  /** Whether it takes no part. */
  public boolean away() {
    return attendance.away();
  }

  /**
   * From here on the worker waits for nobody, because what it would wait for may be held back
   * behind a barrier that cannot come while it waits: it takes part as a guest and passes the gate.
   * For the end of an input only.
   */
  public void neverWait() {
    if (!ungated) {
      ungated = true;
      leave();
      attendance.beGuest();
      underway.forEach(InFlightStep::dropped);
      waiting = true;
      resumeIfPermitted();
    }
  }

  /** Whether every example has been learned from and pushed. */
  public boolean done() {
    return underway.isEmpty() && batches.isEmpty();
  }

  /** Batches that are full and not under way. */
  public int ready() {
    return batches.ready();
  }

  /** Examples that no push contains, oldest first: what a checkpoint must keep. */
  public List<MiniBatch> backlog() {
    List<MiniBatch> all = new ArrayList<>();
    underway.forEach(step -> all.add(step.batch()));
    all.addAll(batches.all());
    return all;
  }

  /** What travelled since this was asked last. */
  public Traffic takeTraffic() {
    return outbox.takeTraffic();
  }

  /**
   * What pushes have lost by their codec, by coordinate: state that a checkpoint must keep. Empty
   * if there cannot be anything.
   */
  public float[] residual() {
    return codecs.residual();
  }

  /** Takes over what the pushes of an earlier life, of this or another worker, have lost. */
  public void adopt(float[] residual) {
    codecs.adopt(residual);
  }

  /** What its codec has done. */
  public EncodingStatistics encoding() {
    return codecs.statistics();
  }

  /** To be called once, at the end; gives back what the learner holds. */
  public void close() {
    learner.close();
  }

  /** What notices that this worker stands still. */
  public StallWatch stall() {
    return stall;
  }

  /** Steps learned from since the epoch began. */
  public long steps() {
    return pushes;
  }

  /** How often the gate was closed. */
  public long waits() {
    return waits;
  }

  /** Parts of views that stood in for answers which had not come. */
  public long blocksMissing() {
    return blocks.missing();
  }

  /** Coordinates that pushes left as they are, see {@link Learner#leftOut}. */
  public long refusedUpdates() {
    return learner.leftOut();
  }

  /** How much of this worker's steps views in use may lack, in the unit of its budget. */
  public double uncovered() {
    return gate.uncovered();
  }

  /** Steps that passed a closed gate, see {@link #neverWait}. */
  public long ungatedSteps() {
    return ungatedSteps;
  }
}
