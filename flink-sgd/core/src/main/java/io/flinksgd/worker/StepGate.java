// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.consistency.Gate;
import io.flinksgd.consistency.ServerProgress;

/**
 * The gate in front of a worker's steps, and whether the worker waits at it. Once it is {@linkplain
 * #ignore ignored}, nobody waits, and steps that it would have stopped are counted.
 */
final class StepGate {
  private final Gate gate;
  private final StepSender sender;

  /**
   * By server: the last change of membership that it has announced, and the last that was confirmed
   * to it.
   */
  private final long[] announced;

  private final long[] confirmed;
  private boolean ignored;
  private boolean waiting;
  private long waits;
  private long ungatedSteps;

  /** {@code sender} tells {@code servers} servers which shares the worker keeps to. */
  StepGate(Gate gate, int servers, StepSender sender) {
    this.gate = gate;
    this.sender = sender;
    this.announced = new long[servers];
    this.confirmed = new long[servers];
  }

  /** A server says where it and the worker stand; a share that the worker keeps to is confirmed. */
  void received(int server, ServerProgress progress) {
    gate.hear(server, progress);
    announced[server] = Math.max(announced[server], progress.share().membershipChange());
    if (gate.withinShare()) {
      for (int s = 0; s < announced.length; s++) {
        if (confirmed[s] < announced[s]) {
          confirmed[s] = announced[s];
          sender.confirmShare(s, announced[s]);
        }
      }
    }
  }

  /** Whether a step may start at the learning rate {@code rate}; if not, the worker waits. */
  boolean pass(float rate) {
    if (gate.permits(rate)) {
      return true;
    }
    if (ignored) {
      ungatedSteps++;
      return true;
    }
    waiting = true;
    waits++;
    return false;
  }

  /** Whether the worker has waited and may go on. */
  boolean reopened(float rate) {
    boolean reopened = waiting && (ignored || gate.permits(rate));
    waiting &= !reopened;
    return reopened;
  }

  boolean waiting() {
    return waiting;
  }

  /** From here on it stops nobody. Steps in flight are to be pulled again. */
  void ignore() {
    ignored = true;
    waiting = true;
  }

  boolean ignored() {
    return ignored;
  }

  /** See {@link Gate#settled}. */
  boolean settled() {
    return gate.settled();
  }

  /** See {@link Gate#pushed}. */
  void pushed(long id) {
    gate.pushed(id);
  }

  /** See {@link Gate#clip}. */
  double clip() {
    return gate.clip();
  }

  /** See {@link Gate#bound}. */
  double bound() {
    return gate.bound();
  }

  /** See {@link Gate#uncovered}. */
  double uncovered() {
    return gate.uncovered();
  }

  /** See {@link Gate#countsSteps}. */
  boolean countsSteps() {
    return gate.countsSteps();
  }

  /** How often a worker had to wait. */
  long waits() {
    return waits;
  }

  /** Steps that it would have stopped. */
  long ungatedSteps() {
    return ungatedSteps;
  }
}
