// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.evaluation.GapStatistics;
import io.flinksgd.gradient.MiniBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** One policy on one objective: simulates it and takes the curve of its loss. */
public final class Experiment {
  private static final int POINTS = 200;

  private final Scenario scenario;
  private final Objective objective;
  private final long steps;
  private final LongConsumer progress;
  private final List<Outcome.Point> points = new ArrayList<>();
  private Simulation simulation;
  private long learned;
  private long lastStep;
  private double windowMax;

  /**
   * An experiment.
   *
   * @param steps of all workers together
   * @param progress receives the number of steps so far, now and then; on the thread that runs the
   *     experiment
   */
  public Experiment(Scenario scenario, Objective objective, long steps, LongConsumer progress) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be >= 1: steps=" + steps);
    }
    scenario.spec().check(scenario.workers());
    this.scenario = scenario;
    this.objective = objective;
    this.steps = steps;
    this.progress = progress;
  }

  /**
   * Runs it.
   *
   * @throws IllegalStateException if the loop stands still before all is learned
   */
  public Outcome run() {
    Feed feed =
        new DrawnFeed(
            objective,
            scenario.workers(),
            Math.multiplyExact(steps, (long) scenario.spec().stepping().batch()),
            scenario.seed());
    simulation = new Simulation(scenario, feed, new Curve());
    point(0);
    if (!simulation.run(Long.MAX_VALUE)) {
      throw new IllegalStateException(
          "every worker must make progress: policy="
              + scenario.spec().consistency().spec()
              + " seed="
              + scenario.seed()
              + " steps="
              + learned);
    }
    point(simulation.nanos());
    return outcome();
  }

  private final class Curve implements Probe {
    @Override
    public void gap(long nanos, int worker, double gap, double bound, double rate) {
      windowMax = Math.max(windowMax, gap);
    }

    @Override
    public void learned(long nanos, int worker, MiniBatch batch, float[] score) {
      learned++;
      lastStep = Math.max(lastStep, nanos);
      if (learned % Math.max(1, steps / POINTS) == 0 && points.size() < 4 * POINTS) {
        point(nanos);
      }
      if (learned % 1024 == 0) {
        progress.accept(learned);
      }
    }
  }

  private void point(long nanos) {
    points.add(
        new Outcome.Point(
            nanos / 1e9,
            learned,
            objective.loss(simulation.weights()) - objective.optimum(),
            windowMax));
    windowMax = 0;
  }

  private Outcome outcome() {
    GapStatistics gaps = simulation.gaps();
    double seconds = lastStep / 1e9;
    return new Outcome(
        new Outcome.Setting(
            scenario.spec().consistency().spec(),
            scenario.workers(),
            scenario.servers(),
            scenario.seed()),
        new Outcome.Work(
            learned,
            seconds,
            steps / seconds,
            simulation.waits(),
            simulation.clipped(),
            simulation.distances().stepMax()),
        new Outcome.Loss(
            objective.loss(simulation.weights()), objective.optimum(), List.copyOf(points)),
        new Outcome.Staleness(
            new Outcome.Gaps(
                gaps.samples(),
                gaps.max(),
                gaps.bound(),
                gaps.ratio(),
                gaps.exceeded(),
                gaps.samples() == 0 ? 0 : gaps.bHat()),
            simulation.stalenessMax()),
        new Outcome.Traffic(simulation.messages(), simulation.bytes()),
        new Outcome.Recovery(simulation.checkpoints(), simulation.crashes()));
  }
}
