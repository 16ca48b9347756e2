// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.prediction;

import io.flinksgd.consistency.BlockRule;
import io.flinksgd.consistency.MissingParts;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.spec.TrainingSpec;

/**
 * Puts something in the place of the changes that a worker's views lack. By default nothing: steps
 * wait for their whole views and compute on them as they are. Owned by the worker's thread.
 */
public interface Predictor {
  /** Predicts nothing. */
  Predictor NONE = new Predictor() {};

  /** Reads the floats of a view's part. */
  @FunctionalInterface
  interface Decoder {
    /**
     * The floats as they are.
     *
     * @param floats how many there are
     * @param first the coordinate that they begin with
     */
    Payload.Plain decode(Payload part, int floats, int first);
  }

  /**
   * What the policy of {@code spec} asks for.
   *
   * @param learner says how many floats views and pushes have for a coordinate
   */
  static Predictor of(TrainingSpec spec, Layout layout, Learner learner, Decoder decoder) {
    MissingParts missing = spec.consistency().missingParts();
    if (missing instanceof BlockRule rule && rule.lag() > 0) {
      return new BlockPredictor(rule, spec, layout, learner.viewStride(), decoder);
    }
    return missing instanceof MissingParts.LatePushes
        ? new RoundPredictor(spec, learner.pushStride())
        : NONE;
  }

  /** A server has answered, perhaps too late for the step that asked. */
  default void answered(Message.Reply reply) {}

  /** Whether a step may start although parts of its view have not arrived. */
  default boolean permits(PartialView view) {
    return false;
  }

  /**
   * Fills in what {@code view} lacks; the step is about to be computed.
   *
   * @param batch whose coordinates the view has
   * @param rate the learning rate
   */
  default void complete(PartialView view, MiniBatch batch, float rate) {}

  /**
   * A step was computed and is being pushed.
   *
   * @param change what is pushed: floats for each coordinate of the batch
   */
  default void pushed(PartialView view, MiniBatch batch, float[] change) {}

  /** The worker takes no part from now on, so that rounds may be closed without it. */
  default void left() {}

  /** The worker takes part again, and {@code server} has closed no round without it since. */
  default void admitted(int server) {}

  /** Parts of views that were missing when their steps started. */
  default long missing() {
    return 0;
  }
}
