// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.evaluation.GapStatistics;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import java.util.function.Consumer;

/** One attempt of the loop: from its beginning, or a checkpoint, to its end or a crash. */
final class Loop {
  private static final int BARRIER_BYTES = 32;
  private static final int KEY_GROUPS = 128;

  private final Scenario scenario;
  private final long epoch;
  private final long seed;
  private final Clock clock;
  private final Feed feed;
  private final Probe probe;
  private final Consumer<Checkpoint> completed;
  private final GapStatistics measured;
  private final GapMeter meter;
  private final MessageBytes bytes = new MessageBytes();
  private final Host[] host;
  private final Channels channels;
  private final SimulatedWorker[] worker;
  private final SimulatedServer[] server;
  private long steps;
  private int left;

  Loop(
      Scenario scenario,
      long epoch,
      long attempt,
      Clock clock,
      Feed feed,
      GapStatistics measured,
      Distances distances,
      Probe probe,
      Consumer<Checkpoint> completed) {
    this.scenario = scenario;
    this.epoch = epoch;
    this.seed = RandomStream.ATTEMPT.of(scenario.seed() + attempt).nextLong();
    this.clock = clock;
    this.feed = feed;
    this.probe = probe;
    this.completed = completed;
    this.measured = measured;
    int workers = scenario.workers();
    int servers = scenario.servers();
    meter = new GapMeter(workers, servers, scenario.spec(), distances);
    host = new Host[workers + servers];
    for (int h = 0; h < host.length; h++) {
      host[h] = new Host(clock);
    }
    channels =
        new Channels(
            clock, scenario.times().network(), RandomStream.NETWORK.of(seed), host, workers);
    Layout layout = layout(scenario);
    server = new SimulatedServer[servers];
    for (int s = 0; s < servers; s++) {
      server[s] = new SimulatedServer(s, this, host[workers + s], layout);
    }
    worker = new SimulatedWorker[workers];
    for (int w = 0; w < workers; w++) {
      worker[w] = new SimulatedWorker(w, this, host[w], layout);
    }
  }

  private static Layout layout(Scenario scenario) {
    return new Layout(
        scenario.spec().model().dimension(),
        scenario.spec().placement().pageSize(),
        scenario.servers(),
        Math.max(KEY_GROUPS, scenario.servers()));
  }

  void restore(Checkpoint from) {
    for (int s = 0; s < server.length; s++) {
      server[s].restore(from.server[s]);
    }
    for (int w = 0; w < worker.length; w++) {
      worker[w].restore(from.worker[w]);
    }
  }

  void begin() {
    for (int w = 0; w < worker.length; w++) {
      host[w].post(worker[w]::begin);
    }
  }

  /** Lets the barrier of {@code checkpoint} pass through all workers and servers. */
  void trigger(Checkpoint checkpoint) {
    for (int w = 0; w < worker.length; w++) {
      SimulatedWorker each = worker[w];
      host[w].post(() -> each.barrier(checkpoint));
    }
  }

  void barrier(int from, Checkpoint checkpoint) {
    for (int s = 0; s < server.length; s++) {
      SimulatedServer to = server[s];
      channels.up(from, s, BARRIER_BYTES, () -> to.barrier(from, checkpoint));
    }
    securedPart(checkpoint);
  }

  void securedPart(Checkpoint checkpoint) {
    if (checkpoint.complete()) {
      completed.accept(checkpoint);
    }
  }

  void up(int from, Message message, long nanos) {
    probe.sent(nanos, message);
    byte[] written = bytes.write(message);
    SimulatedServer to = server[message.target()];
    channels.up(from, message.target(), written.length, () -> to.receive(from, written));
  }

  void down(int from, Message message, long nanos) {
    probe.sent(nanos, message);
    byte[] written = bytes.write(message);
    SimulatedWorker to = worker[message.target()];
    channels.down(from, message.target(), written.length, () -> to.receive(written));
  }

  void learned(long nanos, int from, MiniBatch batch, float[] score) {
    steps++;
    probe.learned(nanos, from, batch, score);
  }

  void gap(long nanos, int from, double gap, double bound, double rate) {
    measured.add(gap, bound, rate);
    probe.gap(nanos, from, gap, bound, rate);
  }

  Scenario scenario() {
    return scenario;
  }

  long epoch() {
    return epoch;
  }

  /** Of this attempt. */
  long seed() {
    return seed;
  }

  Clock clock() {
    return clock;
  }

  Feed feed() {
    return feed;
  }

  Probe probe() {
    return probe;
  }

  GapMeter meter() {
    return meter;
  }

  MessageBytes bytes() {
    return bytes;
  }

  Channels channels() {
    return channels;
  }

  SimulatedWorker[] workers() {
    return worker;
  }

  SimulatedServer[] servers() {
    return server;
  }

  long steps() {
    return steps;
  }

  void left() {
    left++;
  }

  /** Whether every worker has learned from all that it was given and has left, for all to see. */
  boolean finished() {
    return left == worker.length && channels.inFlight() == 0;
  }

  float[] weights() {
    Layout layout = layout(scenario);
    float[] weights = new float[layout.dimension()];
    for (int s = 0; s < server.length; s++) {
      for (int c = layout.firstCoordinate(s); c < layout.firstCoordinate(s + 1); c++) {
        weights[c] = server[s].weights().at(c);
      }
    }
    return weights;
  }
}
