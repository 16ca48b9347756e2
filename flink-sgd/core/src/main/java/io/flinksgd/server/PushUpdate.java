// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.message.Push;

/**
 * Writes the model when pushes are applied on arrival: each is an update of its own and makes the
 * next version. Owned by the server's thread.
 */
final class PushUpdate {
  private final ServerState state;
  private final NormClipper clipper;

  PushUpdate(ServerState state, NormClipper clipper) {
    this.state = state;
    this.clipper = clipper;
  }

  /** Applies as much of {@code push} as it allows; the model has learned from its examples then. */
  void apply(int worker, Push push) {
    Parameters parameters = state.parameters();
    parameters.learned(push.examples());
    GapSample sample = push.view().sampled() ? parameters.sample(worker, push) : null;
    double normSquared = write(push);
    if (sample != null) {
      state.staleness().measured(sample, state.norms().gapBound());
    }
    state.staleness().missed(worker, state.version().missedBy(push.view()));
    state.version().next();
    state.version().contains(worker, push, normSquared);
  }

  /** Returns the squared norm of the change of the weights; NaN when nobody needs to know it. */
  private double write(Push push) {
    if (!state.norms().measuresAll() && !push.view().sampled()) {
      state.parameters().apply(push.update(), push.weight());
      return Double.NaN;
    }
    NormClipper.Clipped clipped = clipper.clip(push);
    state.norms().add(clipped.norm());
    state.parameters().apply(push.update(), clipped.factor());
    return clipped.norm() * clipped.norm();
  }
}
