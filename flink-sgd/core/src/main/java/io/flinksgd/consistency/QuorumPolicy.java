// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/**
 * See {@link Consistency#quorum}.
 *
 * @param missing pushes that a round does not wait for
 */
record QuorumPolicy(int missing) implements Consistency {
  /** Checks {@code missing}. */
  public QuorumPolicy {
    if (missing < 1) {
      throw new IllegalArgumentException(
          "missing must be >= 1 (use synchronous for none): missing=" + missing);
    }
  }

  @Override
  public String spec() {
    return "quorum:" + missing;
  }

  @Override
  public boolean rounds() {
    return true;
  }

  @Override
  public RoundTrigger roundTrigger() {
    return round -> round.pushed() >= round.members() - missing;
  }

  @Override
  public double gapBound(double largestNorm, int workers, int pipelineDepth) {
    return missing * largestNorm;
  }

  @Override
  public void check(int workers) {
    if (missing >= workers) {
      throw new IllegalArgumentException(
          "missing must be < workers, %d: missing=%d".formatted(workers, missing));
    }
  }
}
