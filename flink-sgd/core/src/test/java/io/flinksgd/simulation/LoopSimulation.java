// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.evaluation.GapStatistics;
import io.flinksgd.example.Example;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.message.Message;
import io.flinksgd.simulation.Scenario.Failures;
import io.flinksgd.simulation.Scenario.Idleness;
import io.flinksgd.spec.TrainingSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A small loop under delays without measure: any channel or worker may be far slower than the
 * others, so that any order of events may come that the channels allow.
 */
final class LoopSimulation implements Probe {
  private static final long MOST_EVENTS = 1_000_000;
  private static final long MILLI = 1_000_000;

  private final Feed feed;
  private final Map<Class<?>, Integer> sent = new HashMap<>();
  private final Map<Integer, Long> watermarks = new TreeMap<>();
  private final Map<Integer, List<Double>> distances = new HashMap<>();
  private final Map<Integer, List<Double>> gaps = new HashMap<>();
  private final List<String> broken = new ArrayList<>();
  private Scenario scenario;
  private Simulation simulation;
  private long learned;
  private long restores;
  private double uncoveredMax;
  private long trace;

  /** A loop at the start of its first epoch; {@code inputs} has one list for each worker. */
  LoopSimulation(TrainingSpec spec, int servers, List<List<Example>> inputs, long seed) {
    feed = Feed.of(inputs);
    scenario =
        Scenario.of(spec, inputs.size(), servers, seed)
            .times(
                new Chaos(seed, MILLI),
                new Chaos(seed + 1, MILLI / 10),
                new Network(new Chaos(seed + 2, MILLI), 1e6, seed % 2 * 0.1, 5 * MILLI));
  }

  /**
   * Times that differ without measure.
   *
   * @param seed says who is 50 times slower than others, about one in four
   */
  private record Chaos(long seed, long mean) implements TimeDistribution {
    @Override
    public long nanos(int who, SplittableRandom random) {
      boolean slow = (new SplittableRandom(seed * 1009 + who).nextInt() & 3) == 0;
      return (long) (-Math.log(1 - random.nextDouble()) * mean * (slow ? 50 : 1));
    }
  }

  /** Workers pause at random, and their timers run: they close short batches, leave and join. */
  LoopSimulation withIdleWorkers() {
    scenario = scenario.idle(new Idleness(0.05, new Chaos(scenario.seed() + 3, 50 * MILLI)));
    return this;
  }

  /** Some workers stop waiting at the end of their input. */
  LoopSimulation withGuests() {
    scenario = scenario.guests(0.5);
    return this;
  }

  /** The loop crashes now and then, and goes on from its last checkpoint. */
  LoopSimulation withCrashes() {
    scenario =
        scenario.failing(
            new Failures(new Chaos(scenario.seed() + 4, 200 * MILLI), 20 * MILLI, MILLI));
    return this;
  }

  /** Runs until nothing moves; returns whether everything was learned and every worker has left. */
  boolean finishes() {
    simulation = new Simulation(scenario, feed, this);
    return simulation.run(MOST_EVENTS);
  }

  @Override
  public void begins(long nanos, long epoch, long examples) {
    learned = examples;
    restores += epoch > 1 ? 1 : 0;
    watermarks.clear();
    distances.clear();
    gaps.clear();
  }

  @Override
  public void learned(long nanos, int worker, MiniBatch batch, float[] score) {
    learned += batch.size();
  }

  @Override
  public void sent(long nanos, Message message) {
    sent.merge(message.getClass(), 1, Integer::sum);
    trace = 31 * trace + nanos + message.target();
    if (message instanceof Message.Step && simulation != null) {
      uncoveredMax = Math.max(uncoveredMax, simulation.uncovered());
    }
    if (message instanceof Message.Reply reply) {
      watermark(reply.server(), reply.progress().watermark());
    } else if (message instanceof Message.Advance advance) {
      watermark(advance.server(), advance.progress().watermark());
    }
  }

  @Override
  public void distance(long nanos, int worker, double distance) {
    distances.computeIfAbsent(worker, w -> new ArrayList<>()).add(distance);
  }

  @Override
  public void gap(long nanos, int worker, double gap, double bound, double rate) {
    gaps.computeIfAbsent(worker, w -> new ArrayList<>()).add(gap);
  }

  private void watermark(int server, long watermark) {
    Long before = watermarks.put(server, watermark);
    if (before != null && before > watermark) {
      broken.add("watermark of server " + server + " went from " + before + " to " + watermark);
    }
  }

  /** Laws of every moment that did not hold. */
  List<String> broken() {
    return broken;
  }

  /**
   * Gaps of the last attempt that were measured but not seen from outside, where both are the same.
   */
  List<String> unseen() {
    List<String> unseen = new ArrayList<>();
    gaps.forEach(
        (worker, measured) -> {
          Deque<Double> seen =
              new ArrayDeque<>(
                  distances.getOrDefault(worker, List.of()).stream().sorted().toList());
          for (double gap : measured.stream().sorted().toList()) {
            while (!seen.isEmpty() && seen.peekFirst() < gap - 1e-5 * gap - 1e-6) {
              seen.removeFirst();
            }
            if (seen.isEmpty() || seen.removeFirst() > gap + 1e-5 * gap + 1e-6) {
              unseen.add("gap " + gap + " of worker " + worker);
            }
          }
        });
    return unseen;
  }

  /** The most that views might lack of all workers together, as the workers know it. */
  double uncoveredMax() {
    return uncoveredMax;
  }

  /** What has been done. */
  Simulation simulation() {
    return simulation;
  }

  /** Attempts that began at a checkpoint. */
  long restores() {
    return restores;
  }

  /** A fingerprint of when what was sent to whom. */
  long trace() {
    return trace;
  }

  /** The weight of every coordinate. */
  float[] weights() {
    return simulation.weights();
  }

  /** Examples learned from, in the attempt that came to the end and those before its checkpoint. */
  long learned() {
    return learned;
  }

  /** The most that any server has seen a view lack. */
  long stalenessMax() {
    return simulation.stalenessMax();
  }

  /** Measured gaps of the sampled pushes. */
  GapStatistics gaps() {
    return simulation.gaps();
  }

  /** How many messages of this kind were sent. */
  int sent(Class<? extends Message> kind) {
    return sent.getOrDefault(kind, 0);
  }

  /** Steps that passed a closed gate. */
  long ungatedSteps() {
    return simulation.ungatedSteps();
  }
}
