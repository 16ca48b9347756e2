// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.consistency.Gate;
import io.flinksgd.message.Message;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.StringJoiner;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Notices that a worker takes no step though examples wait and nothing but the loop is in the way,
 * and says who waits for whom.
 *
 * <p>It looks at a steady pace. When there was no step since it looked last, it asks every server
 * where it stands. Whoever cannot answer is held up by something else, and so is a worker that a
 * server waits for and has not heard of: their threads stand before a slow sink, compute, or sleep
 * with their machine; or a checkpoint's barrier holds their messages back. So a look counts only
 * when all servers have answered the question before, and have heard of all workers that they wait
 * for. Owned by the worker's thread.
 */
public final class StallWatch {
  /**
   * The loop stands still when so many looks in a row, or between such that do not count, count.
   */
  public static final int LOOKS = 10;

  private final int worker;
  private final Message.Standing[] standing;
  private final Deque<InFlightStep> underway;
  private final Batches batches;
  private final Participation attendance;
  private final Gate gate;
  private final LongSupplier steps;
  private final LongConsumer ask;
  private long stepsBefore = -1;
  private long question;
  private int counted;

  /** Watches a worker through what it consists of; {@code ask} asks every server a question. */
  StallWatch(
      int worker,
      int servers,
      Deque<InFlightStep> underway,
      Batches batches,
      Participation attendance,
      Gate gate,
      LongSupplier steps,
      LongConsumer ask) {
    this.worker = worker;
    this.standing = new Message.Standing[servers];
    this.underway = underway;
    this.batches = batches;
    this.attendance = attendance;
    this.gate = gate;
    this.steps = steps;
    this.ask = ask;
  }

  /**
   * To be called so often in the time that a stall may last.
   *
   * @param ending whether the input has ended, so that the worker waits to leave
   * @throws IllegalStateException if the loop stands still: who waits for whom
   */
  public void look(boolean ending) {
    boolean waits = !underway.isEmpty() || batches.ready() > 0 || (ending && !attendance.away());
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
    ask.accept(++question);
  }

  private void forget() {
    Arrays.fill(standing, null);
  }

  /** A server has answered. */
  public void receive(Message.Standing answer) {
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
            .formatted(worker, steps.getAsLong(), examples()));
    text.add("worker %d waits for %s".formatted(worker, awaited()));
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
    long count = 0;
    for (InFlightStep step : underway) {
      count += step.batch().size();
    }
    return count + batches.all().stream().mapToLong(batch -> batch.size()).sum();
  }

  private String awaited() {
    if (!attendance.admitted()) {
      return "servers to make room for its share";
    }
    InFlightStep first = underway.peekFirst();
    if (first == null || first.pull() < 0) {
      return "its gate, with %s uncovered".formatted(gate.uncovered());
    }
    BitSet servers = new BitSet();
    for (int s = 0; s < standing.length; s++) {
      servers.set(s, !first.arrived(s));
    }
    return servers.isEmpty() ? "nothing" : "views of servers " + servers;
  }
}
