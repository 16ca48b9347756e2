// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.gradient;

import io.flinksgd.example.Rejected;
import java.util.List;

/** Does what another learner does, but for what is overridden. Owned by that learner's thread. */
public abstract class ForwardingLearner implements Learner {
  private final Learner learner;

  /** Forwards to {@code learner}, which is closed with this one. */
  protected ForwardingLearner(Learner learner) {
    this.learner = learner;
  }

  @Override
  public final int viewStride() {
    return learner.viewStride();
  }

  @Override
  public final int pushStride() {
    return learner.pushStride();
  }

  @Override
  public List<Rejected> learn(
      MiniBatch batch,
      float[] view,
      int coordinates,
      long examples,
      float[] push,
      float[] score,
      Ready ready) {
    return learner.learn(batch, view, coordinates, examples, push, score, ready);
  }

  @Override
  public final float[] probabilities() {
    return learner.probabilities();
  }

  @Override
  public final long leftOut() {
    return learner.leftOut();
  }

  @Override
  public final void close() {
    learner.close();
  }
}
