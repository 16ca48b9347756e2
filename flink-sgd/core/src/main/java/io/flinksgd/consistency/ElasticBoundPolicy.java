// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import io.flinksgd.consistency.Threshold.Unit;

/**
 * See {@link Consistency#elasticBound} and {@link Consistency#elasticGap}.
 *
 * <p>Immutable, of any thread.
 *
 * @param bound the bound, in {@code unit}
 * @param clip the most that one step may change the parameters, in {@code unit}; 0 for what its
 *     worker's part of the bound has left; infinite for anything: then a gap above the bound is
 *     possible, measured and counted
 * @param unit multiples of the learning rate, or parameter units
 */
public record ElasticBoundPolicy(double bound, double clip, Unit unit) implements Consistency {
  /**
   * Checks the numbers as far as can be done without the number of workers.
   *
   * @throws IllegalArgumentException if {@code bound} is not {@code > 0} and finite, or {@code
   *     clip} is finite and not in {@code [0, bound]}
   */
  public ElasticBoundPolicy {
    new Threshold(bound, clip, unit, 1);
  }

  @Override
  public String spec() {
    return "elastic-bound:"
        + (unit == Unit.PARAMETERS ? "gap=" : "bound=")
        + bound
        + (clip == 0 ? "" : ",clip=" + (Double.isInfinite(clip) ? "off" : clip));
  }

  private Threshold threshold(int workers) {
    return new Threshold(bound, clip, unit, workers);
  }

  @Override
  public Gate gate(int servers, int workers) {
    return new MassBudget(threshold(workers), servers);
  }

  @Override
  public boolean sharesBound() {
    return true;
  }

  @Override
  public boolean measuresAllNorms() {
    return true;
  }

  @Override
  public double gapBound(double largestNorm, int workers, int pipelineDepth) {
    return Double.POSITIVE_INFINITY; // it bounds all servers together, and the gate knows it
  }

  @Override
  public void check(int workers) {
    threshold(workers);
  }
}
