// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.spec.TrainingSpec;

/**
 * The largest norm by which an update has changed this server's part of the parameters, from which
 * the policies' bounds follow. Owned by the server's thread.
 */
final class UpdateNorms {
  private final Consistency policy;
  private final int workers;
  private final int pipelineDepth;
  private double largestNorm;

  UpdateNorms(TrainingSpec spec, int workers) {
    this.policy = spec.consistency();
    this.workers = workers;
    this.pipelineDepth = spec.stepping().pipelineDepth();
  }

  /** Whether the norm of every update is to be known, and not only of those that are sampled. */
  boolean measuresAll() {
    return policy.measuresAllNorms();
  }

  /** An update changes the parameters by {@code norm}. */
  void add(double norm) {
    largestNorm = Math.max(largestNorm, norm);
  }

  /** The norm by which a view may differ from the parameters, as far as this server can tell. */
  double gapBound() {
    return policy.gapBound(largestNorm, workers, pipelineDepth);
  }
}
