// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.worker.WorkerEffects;
import io.flinksgd.worker.WorkerLogic;
import java.util.SplittableRandom;

/**
 * A worker of the loop: its logic, and what its operator does around it. It reads one batch ahead
 * of those in flight; its timers run only where workers may have no input.
 */
final class SimulatedWorker implements WorkerEffects {
  private static final int READ_AHEAD = 1;

  private final int me;
  private final Loop loop;
  private final Host host;
  private final SplittableRandom compute;
  private final SplittableRandom idle;
  private final boolean guest;
  private final long tickNanos;
  private final WorkerLogic logic;
  private boolean paused;
  private boolean ended;
  private boolean left;

  SimulatedWorker(int me, Loop loop, Host host, Layout layout) {
    Scenario scenario = loop.scenario();
    long seed = loop.seed();
    this.me = me;
    this.loop = loop;
    this.host = host;
    this.compute = RandomStream.COMPUTE.of(seed, me);
    this.idle = RandomStream.IDLE.of(seed, me);
    this.guest = RandomStream.GUESTS.of(seed, me).nextDouble() < scenario.disturbances().guests();
    this.tickNanos = scenario.spec().stepping().batchTimeout().toNanos() / 2;
    this.logic =
        new WorkerLogic(me, scenario.workers(), loop.epoch(), scenario.spec(), layout, this);
  }

  void restore(Checkpoint.WorkerPart part) {
    logic.restore(part.state().copy());
    loop.feed().seek(me, part.position());
  }

  void begin() {
    logic.begin();
    read();
    if (loop.scenario().disturbances().idleness().isPresent()) {
      planTick();
    }
  }

  private void planTick() {
    loop.clock().at(host.time() + tickNanos, () -> host.post(this::tick));
  }

  private void tick() {
    if (!ended) {
      logic.tick();
      read();
      planTick();
    }
  }

  /** A message has come. */
  void receive(byte[] bytes) {
    logic.receive(loop.bytes().read(bytes));
    read();
  }

  private void read() {
    while (!paused && !ended && logic.ready() < READ_AHEAD) {
      if (loop.feed().has(me)) {
        logic.accept(loop.feed().next(me));
        pauseNowAndThen();
      } else {
        ended = true;
        logic.endInput();
        if (guest) {
          logic.neverWait();
        }
      }
    }
    if (ended && !left && logic.away()) {
      left = true;
      loop.left();
    }
  }

  private void pauseNowAndThen() {
    loop.scenario()
        .disturbances()
        .idleness()
        .ifPresent(
            idleness -> {
              if (idle.nextDouble() < idleness.share()) {
                paused = true;
                long until = host.time() + idleness.length().nanos(me, idle);
                loop.clock().at(until, () -> host.post(this::resume));
              }
            });
  }

  private void resume() {
    paused = false;
    read();
  }

  /** Passes a checkpoint barrier. */
  void barrier(Checkpoint checkpoint) {
    checkpoint.secured(me, new Checkpoint.WorkerPart(logic.state(), loop.feed().position(me)));
    loop.barrier(me, checkpoint);
  }

  @Override
  public void send(Message message) {
    loop.up(me, message, host.time());
  }

  @Override
  public void learned(MiniBatch batch, float[] score, float[] probabilities) {
    host.busy(loop.scenario().times().compute().nanos(me, compute));
    loop.learned(host.time(), me, batch, score);
  }

  @Override
  public void rejected(Rejected rejected) {
    loop.probe().rejected(host.time(), me, rejected);
  }

  @Override
  public void gap(double gap, double bound, double rate) {
    loop.gap(host.time(), me, gap, bound, rate);
  }

  @Override
  public void staleness(long updates) {}

  WorkerLogic logic() {
    return logic;
  }
}
