// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.evaluation.GapStatistics;
import io.flinksgd.simulation.Scenario.Failures;
import io.flinksgd.worker.WorkerLogic;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;

/**
 * The training loop without Flink and without waiting: the same {@link WorkerLogic} and {@link
 * io.flinksgd.server.ServerLogic}, driven by a simulated clock. The same scenario and feed give the
 * same result to the bit. Owned by one thread.
 *
 * <p>Messages travel as the bytes of the real loop, over channels that are first in, first out. A
 * worker or server handles one message at a time. A crash ends an attempt of the whole loop; the
 * next begins at the last checkpoint, whose barriers are aligned as Flink does it.
 */
public final class Simulation {
  private final Scenario scenario;
  private final Feed feed;
  private final Probe probe;
  private final Clock clock = new Clock();
  private final GapStatistics gaps = new GapStatistics();
  private final Distances distances = new Distances();
  private final SplittableRandom crash;
  private Loop loop;
  private Checkpoint last;
  private long checkpoints;
  private long crashes;
  private final Totals past = new Totals();

  /** What attempts that are over have done. */
  private static final class Totals {
    long steps;
    long waits;
    long ungatedSteps;
    long blocksMissing;
    long messages;
    long bytes;
    long stalenessMax;
    long clipped;
  }

  /** A simulation at time zero. */
  public Simulation(Scenario scenario, Feed feed, Probe probe) {
    this.scenario = scenario;
    this.feed = feed;
    this.probe = probe;
    this.crash = RandomStream.CRASHES.of(scenario.seed());
    this.last = new Checkpoint(0, 0, 0); // the beginning
    beginAttempt();
  }

  private void beginAttempt() {
    loop =
        new Loop(
            scenario, last.id + 1, crashes, clock, feed, gaps, distances, probe, this::completed);
    if (last.id > 0) {
      loop.restore(last);
    } else {
      for (int w = 0; w < scenario.workers(); w++) {
        feed.seek(w, 0);
      }
    }
    probe.begins(clock.now(), loop.epoch(), loop.servers()[0].examples());
    loop.begin();
    scenario
        .disturbances()
        .failures()
        .ifPresent(
            failures -> {
              planCheckpoint(failures);
              clock.at(clock.now() + failures.between().nanos(0, crash), () -> crash(failures));
            });
  }

  private void planCheckpoint(Failures failures) {
    clock.at(
        clock.now() + failures.checkpointNanos(),
        () -> loop.trigger(new Checkpoint(last.id + 1, scenario.workers(), scenario.servers())));
  }

  private void completed(Checkpoint checkpoint) {
    last = checkpoint;
    checkpoints++;
    scenario.disturbances().failures().ifPresent(this::planCheckpoint);
  }

  private void crash(Failures failures) {
    crashes++;
    add(past, loop);
    clock.clear();
    clock.at(clock.now() + failures.restartNanos(), this::beginAttempt);
  }

  private static void add(Totals totals, Loop loop) {
    totals.steps += loop.steps();
    totals.messages += loop.channels().messages();
    totals.bytes += loop.channels().bytes();
    for (SimulatedWorker each : loop.workers()) {
      totals.waits += each.logic().statistics().waits();
      totals.ungatedSteps += each.logic().statistics().ungatedSteps();
      totals.blocksMissing += each.logic().statistics().blocksMissing();
    }
    for (SimulatedServer each : loop.servers()) {
      totals.clipped += each.logic().clippedPushes();
      totals.stalenessMax = Math.max(totals.stalenessMax, each.logic().stalenessMax());
    }
  }

  private long total(ToLongFunction<Totals> of) {
    Totals now = new Totals();
    add(now, loop);
    return of.applyAsLong(past) + of.applyAsLong(now);
  }

  /** Lets one thing happen; returns false when nothing is left to happen. */
  boolean advance() {
    return clock.advance();
  }

  /**
   * Lets things happen until every worker has learned from all that it was given and has left, and
   * its last messages have arrived; or until nothing is left to happen, or {@code most} things have
   * happened. Returns whether all is learned.
   */
  public boolean run(long most) {
    for (long event = 0; event < most && !loop.finished(); event++) {
      if (!clock.advance()) {
        return false;
      }
    }
    return loop.finished();
  }

  /** The simulated time in nanoseconds. */
  long nanos() {
    return clock.now();
  }

  /** The weight of every coordinate of the model. */
  public float[] weights() {
    return loop.weights();
  }

  /** The gaps that the loop has measured on sampled pushes, beside what the policy allows. */
  public GapStatistics gaps() {
    return gaps;
  }

  /** What can be seen from outside. */
  Distances distances() {
    return distances;
  }

  /** Steps computed, those of attempts that crashed among them. */
  long steps() {
    return total(each -> each.steps);
  }

  /** How often the gate was closed. */
  long waits() {
    return total(each -> each.waits);
  }

  /** Steps that passed a closed gate, see {@link WorkerLogic#neverWait}. */
  long ungatedSteps() {
    return total(each -> each.ungatedSteps);
  }

  /** Parts of views that stood in for answers which had not come. */
  long blocksMissing() {
    return total(each -> each.blocksMissing);
  }

  /** Messages sent. */
  long messages() {
    return total(each -> each.messages);
  }

  /** Bytes of the messages sent. */
  long bytes() {
    return total(each -> each.bytes);
  }

  /** The most updates of one server that a view lacked when its push was applied. */
  long stalenessMax() {
    Totals now = new Totals();
    add(now, loop);
    return Math.max(past.stalenessMax, now.stalenessMax);
  }

  /** Pushes of which the servers applied only a part, because they would have changed too much. */
  long clipped() {
    return total(each -> each.clipped);
  }

  /** How much of all workers' steps views in use may lack, in the unit of their budgets. */
  double uncovered() {
    double sum = 0;
    for (SimulatedWorker each : loop.workers()) {
      sum += each.logic().statistics().uncovered();
    }
    return sum;
  }

  /** Checkpoints completed. */
  long checkpoints() {
    return checkpoints;
  }

  /** Attempts that ended in a crash. */
  public long crashes() {
    return crashes;
  }
}
