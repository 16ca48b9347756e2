// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/**
 * The gate of bounded delay: every step weighs one, and a worker starts one while at most {@code
 * tau} of its steps would be uncovered, and always while none is.
 *
 * <p>What a view in use lacks of this worker is therefore at most {@code tau} steps.
 *
 * <p>No deadlock: a worker that waits has no view in use. If some worker computes, it will push and
 * the watermark moves; if none does, nothing is uncovered and all may start.
 */
final class DelayBudget implements Gate {
  private final int tau;
  private final Coverage coverage;
  private long pushed;

  /** At most {@code tau} uncovered steps, over {@code servers} servers. */
  DelayBudget(int tau, int servers) {
    this.tau = tau;
    this.coverage = new Coverage(servers);
  }

  @Override
  public boolean permits(float rate) {
    long uncovered = pushed - coverage.covered();
    return uncovered == 0 || uncovered + 1 <= tau;
  }

  @Override
  public boolean withinShare() {
    return true;
  }

  @Override
  public boolean settled() {
    return true; // the budget is this worker's own, whoever takes part
  }

  @Override
  public void pushed(long id) {
    pushed = id;
  }

  @Override
  public void hear(int server, ServerProgress progress) {
    coverage.hear(server, progress);
  }

  @Override
  public double clip() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public double bound() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public double uncovered() {
    return pushed - coverage.covered();
  }

  @Override
  public boolean countsSteps() {
    return true;
  }
}
