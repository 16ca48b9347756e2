// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/**
 * See {@link Consistency#elasticScheduler}. What is missing is counted at the largest norm seen so
 * far, so that at most {@code (1 - beta) p} pushes are. A round also closes when all have pushed
 * that closed the last one: if a server asked for more, several servers could wait for each other
 * in a circle, each for a worker that another one has not answered.
 *
 * @param beta the share of a round's norm that is waited for, in [0, 1]
 * @param predicts whether a worker puts its own change in the place of what is missing
 */
record ElasticSchedulerPolicy(double beta, boolean predicts) implements Consistency {
  /** Checks {@code beta}. */
  public ElasticSchedulerPolicy {
    if (!(beta >= 0 && beta <= 1)) {
      throw new IllegalArgumentException("beta must be in [0, 1]: beta=" + beta);
    }
  }

  @Override
  public String spec() {
    return "elastic-scheduler:beta=" + beta + ",bound=" + (predicts ? "variance" : "norm");
  }

  @Override
  public boolean rounds() {
    return true;
  }

  @Override
  public RoundTrigger roundTrigger() {
    return round -> round.again() || round.pushed() >= round.members() || isEnough(round);
  }

  /** Whether what has come carries its share, if each push that is missing were the largest. */
  private boolean isEnough(RoundState round) {
    double pushed = round.pushedNorm();
    double missing = (round.members() - round.pushed()) * round.largestNorm();
    return round.largestNorm() > 0 && pushed >= beta * (pushed + missing);
  }

  @Override
  public MissingParts missingParts() {
    return predicts ? new MissingParts.LatePushes() : new MissingParts.LeftOut();
  }

  @Override
  public boolean measuresAllNorms() {
    return true;
  }

  @Override
  public double gapBound(double largestNorm, int workers, int pipelineDepth) {
    // each missing change counts once, and once more where the worker's own stood for it
    return Math.floor((1 - beta) * workers + 1e-9) * largestNorm * (predicts ? 2 : 1);
  }
}
