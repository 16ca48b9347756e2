package io.flinksgd.simulation;

import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.message.Message;

/** Sees what happens in a simulation; by default it looks away. Times are in nanoseconds. */
public interface Probe {
  /** A message leaves its sender; its arrays are borrowed. */
  default void sent(long nanos, Message message) {}

  /** A worker has learned from a batch, at the end of the time that this takes. */
  default void learned(long nanos, int worker, MiniBatch batch) {}

  /** A worker has been told how far the view of a sampled push was from the model. */
  default void gap(long nanos, int worker, double gap, double bound, double rate) {}

  /** The same, seen from outside when the push reaches the last server. */
  default void distance(long nanos, int worker, double distance) {}

  /** A life of the loop begins; the model had learned from {@code examples} at its checkpoint. */
  default void begins(long nanos, long epoch, long examples) {}
}
