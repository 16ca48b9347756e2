// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.model.Model.Weights;
import io.flinksgd.server.Contribution;
import io.flinksgd.server.Parameters;
import io.flinksgd.server.ServerLogic;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/** A server of the loop: its logic, its pages, and how it aligns checkpoint barriers. */
final class SimulatedServer {
  private final int me;
  private final Loop loop;
  private final Host host;
  private final SplittableRandom random;
  private final HeapPages pages;
  private final Parameters parameters;
  private final ServerLogic logic;
  private final BitSet aligned = new BitSet();
  private final Deque<Held> held = new ArrayDeque<>();

  @SuppressWarnings("ArrayRecordComponent")
  private record Held(int worker, byte[] message) {}

  SimulatedServer(int me, Loop loop, Host host, Layout layout) {
    Scenario scenario = loop.scenario();
    this.me = me;
    this.loop = loop;
    this.host = host;
    this.random = RandomStream.SERVICE.of(loop.seed(), me);
    this.pages = new HeapPages(layout, scenario.spec().model(), scenario.spec().optimizer());
    parameters = new Parameters(layout, me, scenario.spec(), pages);
    logic =
        new ServerLogic(
            me, scenario.workers(), loop.epoch(), scenario.spec(), parameters, this::send);
  }

  void restore(Checkpoint.ServerPart part) {
    pages.restore(part.pages());
    parameters.examples(part.examples());
    logic.restore(part.open());
  }

  private void send(Message message) {
    if (message instanceof Message.Reply reply) {
      loop.meter().given(reply);
    }
    loop.down(me, message, host.time());
  }

  /** A message of {@code worker} has come. */
  void receive(int worker, byte[] bytes) {
    if (aligned.get(worker)) {
      held.addLast(new Held(worker, bytes));
    } else {
      handle(bytes);
    }
  }

  private void handle(byte[] bytes) {
    host.busy(loop.scenario().times().service().nanos(me, random));
    Message message = loop.bytes().read(bytes);
    if (message instanceof Message.Step step && step.push().present()) {
      loop.meter().arrived(me, step.worker(), step.push(), pages);
      logic.receive(message);
      double gap = loop.meter().handled(step.worker(), step.push(), pages);
      if (!Double.isNaN(gap)) {
        loop.probe().distance(host.time(), step.worker(), gap);
      }
    } else {
      logic.receive(message);
    }
  }

  /** The barrier of {@code worker} has come: what follows it waits for the others. */
  void barrier(int worker, Checkpoint checkpoint) {
    aligned.set(worker);
    if (aligned.cardinality() < loop.scenario().workers()) {
      return;
    }
    List<Contribution> open = List.copyOf(logic.open());
    long examples = parameters.examples();
    for (Contribution each : open) {
      examples += each.push().examples();
    }
    checkpoint.secured(me, new Checkpoint.ServerPart(pages.copy(), examples, open));
    loop.securedPart(checkpoint);
    aligned.clear();
    while (!held.isEmpty()) {
      Held next = held.removeFirst();
      handle(next.message);
    }
  }

  ServerLogic logic() {
    return logic;
  }

  long examples() {
    return parameters.examples();
  }

  Weights weights() {
    return pages;
  }
}
