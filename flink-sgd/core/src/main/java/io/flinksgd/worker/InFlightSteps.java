// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.message.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The steps that a worker has in flight, oldest first, and the numbers of their pulls. There are
 * never more than the pipeline is deep; step objects are reused.
 */
final class InFlightSteps {
  private final int depth;
  private final Codecs codecs;
  private final Deque<InFlightStep> inFlight = new ArrayDeque<>();
  private final Deque<InFlightStep> free = new ArrayDeque<>();
  private long pulls;

  /** No step is in flight; {@code made} makes a step object. */
  InFlightSteps(int depth, Codecs codecs, Supplier<InFlightStep> made) {
    this.depth = depth;
    this.codecs = codecs;
    // one more than the depth: a push borrows its step's arrays while the next step is begun
    for (int i = 0; i <= depth; i++) {
      free.add(made.get());
    }
  }

  boolean isEmpty() {
    return inFlight.isEmpty();
  }

  boolean hasRoom() {
    return inFlight.size() < depth;
  }

  /** Begins a step with {@code batch}, to be pulled by a number of its own. */
  InFlightStep begin(MiniBatch batch) {
    InFlightStep step = free.removeFirst();
    step.begin(batch, ++pulls);
    inFlight.addLast(step);
    return step;
  }

  /** The oldest step, null when there is none. */
  InFlightStep first() {
    return inFlight.peekFirst();
  }

  /** The oldest step, to be computed; it has to be {@linkplain #giveBack given back}. */
  InFlightStep removeFirst() {
    return inFlight.removeFirst();
  }

  /** A step has been pushed. */
  void giveBack(InFlightStep step) {
    free.addLast(step);
  }

  /** Hands an answer to the step that has asked; it is of no use when there is none any more. */
  void answered(Message.Reply reply) {
    for (InFlightStep step : inFlight) {
      if (step.answered(reply, codecs)) {
        return;
      }
    }
  }

  /** No view of a step is in use any more. */
  void dropViews() {
    inFlight.forEach(step -> step.view().drop());
  }

  /** Gives every step a new pull, which {@code sent} sends. */
  void pullAgain(Consumer<InFlightStep> sent) {
    for (InFlightStep step : inFlight) {
      step.view().pulled(++pulls);
      sent.accept(step);
    }
  }

  /** The batches of the steps, oldest first. */
  List<MiniBatch> batches() {
    return inFlight.stream().map(InFlightStep::batch).toList();
  }
}
