// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.message.Message;

/**
 * Observes what happens in a simulation; by default it does nothing. Times are in nanoseconds of
 * simulated time, calls come on the simulation's thread.
 */
public interface Probe {
  /** A message leaves its sender; its arrays are borrowed. */
  default void sent(long nanos, Message message) {}

  /**
   * A worker has learned from a batch, at the end of the time that this takes; {@code score[e]} was
   * predicted before example {@code e} was.
   */
  default void learned(long nanos, int worker, MiniBatch batch, float[] score) {}

  /** A worker has not learned from an example, because the model would have diverged. */
  default void rejected(long nanos, int worker, Rejected rejected) {}

  /** A worker has learned how far the view of a sampled push was from the model. */
  default void gap(long nanos, int worker, double gap, double bound, double rate) {}

  /** The same, seen from outside when the push reaches the last server. */
  default void distance(long nanos, int worker, double distance) {}

  /**
   * An attempt of the loop begins; the model had learned from {@code examples} at its checkpoint.
   */
  default void begins(long nanos, long epoch, long examples) {}
}
