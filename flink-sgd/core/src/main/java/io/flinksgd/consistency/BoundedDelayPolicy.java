// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/**
 * See {@link Consistency#boundedDelay}.
 *
 * @param tau steps that a worker may have uncovered
 */
record BoundedDelayPolicy(int tau) implements Consistency {
  /** Checks {@code tau}. */
  public BoundedDelayPolicy {
    if (tau < 1) {
      throw new IllegalArgumentException("tau must be >= 1 (use synchronous for none): tau=" + tau);
    }
  }

  @Override
  public String spec() {
    return "bounded-delay:" + tau;
  }

  @Override
  public Gate gate(int servers, int workers) {
    return new DelayBudget(tau, servers);
  }

  @Override
  public double gapBound(double largestNorm, int workers, int pipelineDepth) {
    return stalenessBound(workers, pipelineDepth) * largestNorm;
  }

  @Override
  public long stalenessBound(int workers, int pipelineDepth) {
    // a worker's own view lacks its own pushes that are still before it in the pipeline
    return (long) tau * (workers - 1) + Math.min(tau, pipelineDepth - 1);
  }
}
