// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.message.Message;
import io.flinksgd.worker.Participation.State;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Notices that a worker takes no step although examples wait, and that the loop itself is the
 * reason; says who waits for whom.
 *
 * <p>It looks at regular intervals. If there was no step since the last look, it asks every server
 * where it stands. A server that does not answer is held up by something else: its thread waits for
 * a slow sink, or computes, or its machine sleeps; or a checkpoint's barrier holds messages back.
 * The same is true of a worker that a server waits for and has not heard from. So a look counts
 * only if all servers have answered the last question, and have heard from all workers that they
 * wait for. Owned by the worker's thread.
 */
final class StallWatch {
  /** The loop stands still when so many looks have counted since the last step. */
  static final int LOOKS = 10;

  private final Message.Standing[] standing;
  private final StepSender sender;
  private final Batches batches;
  private final InFlightSteps inFlight;
  private final Participation participation;
  private final StepGate gate;
  private final LongSupplier steps;
  private long stepsBefore = -1;
  private long question;
  private int counted;

  /** Watches a worker through what it consists of; {@code steps} says how many it has computed. */
  StallWatch(
      StepSender sender,
      Batches batches,
      InFlightSteps inFlight,
      Participation participation,
      StepGate gate,
      LongSupplier steps) {
    this.standing = new Message.Standing[sender.servers()];
    this.sender = sender;
    this.batches = batches;
    this.inFlight = inFlight;
    this.participation = participation;
    this.gate = gate;
    this.steps = steps;
  }

  /**
   * To be called so often in the time that a stall may last.
   *
   * @param ending whether the input has ended, so that the worker waits to leave
   * @throws IllegalStateException if the loop stands still: who waits for whom
   */
  void look(boolean ending) {
    boolean leaves = ending && !participation.is(State.AWAY);
    boolean waits = !inFlight.isEmpty() || batches.ready() > 0 || leaves;
    if (!waits || steps.getAsLong() != stepsBefore) {
      stepsBefore = steps.getAsLong();
      counted = 0;
      forget();
      return;
    }
    counted += nothingElseIsInTheWay() ? 1 : 0;
    if (counted >= LOOKS) {
      throw new IllegalStateException(diagnosis());
    }
    forget();
    sender.ask(++question);
  }

  private void forget() {
    Arrays.fill(standing, null);
  }

  /** A server has answered. */
  void receive(Message.Standing answer) {
    if (answer.question() == question) {
      standing[answer.server()] = answer;
    }
  }

  private boolean nothingElseIsInTheWay() {
    for (Message.Standing each : standing) {
      if (each == null || !each.waitsFor().silent().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private String diagnosis() {
    StringJoiner text = new StringJoiner("; ");
    text.add(
        "loop must take steps while examples wait: worker=%d, steps=%d, examples=%d"
            .formatted(sender.worker(), steps.getAsLong(), examples()));
    text.add("worker %d waits for %s".formatted(sender.worker(), awaited()));
    for (Message.Standing each : standing) {
      text.add(
          "server %d at version %d and watermark %d waits for %s"
              .formatted(
                  each.server(),
                  each.versions().newest(),
                  each.versions().watermark(),
                  workers(each.waitsFor().workers())));
    }
    return text.toString();
  }

  private static String workers(BitSet workers) {
    return workers.isEmpty() ? "nobody" : "workers " + workers;
  }

  private long examples() {
    return Stream.of(inFlight.batches(), batches.all())
        .flatMap(List::stream)
        .mapToLong(MiniBatch::size)
        .sum();
  }

  private String awaited() {
    if (participation.is(State.JOINING)) {
      return "servers to make room for its share";
    }
    InFlightStep first = inFlight.first();
    if (first == null || first.view().pull() < 0) {
      return "its gate, with %s uncovered".formatted(gate.uncovered());
    }
    BitSet servers = new BitSet();
    for (int s = 0; s < standing.length; s++) {
      servers.set(s, !first.view().arrived(s));
    }
    return servers.isEmpty() ? "nothing" : "views of servers " + servers;
  }
}
