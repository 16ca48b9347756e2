// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.message.Message;

/** What a worker does to the world around it. Called on the worker's thread. */
public interface WorkerEffects {
  /** Sends a message to a server; its arrays are borrowed until this returns. */
  void send(Message message);

  /**
   * A batch was learned from; {@code score[e]} was predicted before example {@code e} was. The
   * arrays are borrowed until this returns.
   *
   * @param probabilities as {@link io.flinksgd.gradient.Learner#probabilities}
   */
  void learned(MiniBatch batch, float[] score, float[] probabilities);

  /** An example was not learned from, because the model would have diverged. */
  void rejected(Rejected rejected);

  /**
   * How far the view of a sampled push was from the parameters that it changed.
   *
   * @param gap {@code ||x - v||} over the coordinates of the push, at all servers, as a Euclidean
   *     norm of parameters
   * @param bound what the policy allows; infinite for any
   * @param rate the step's learning rate
   */
  void gap(double gap, double bound, double rate);

  /** The servers have seen pushes of this worker miss up to {@code updates} updates. */
  void staleness(long updates);
}
