// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/**
 * See {@link Consistency#blockScheduler}. Every server closes its rounds with all members, as in
 * synchronous training; it is the worker that does not wait for all servers. A push whose round is
 * not open yet, because others still owe theirs to the one before, is kept until it is.
 *
 * <p>A block that is missing lacks one round, so the gap of a block is at most the change that a
 * round has made to it, and that twice where it is predicted, since a prediction goes no further
 * than a round has been seen to go.
 *
 * @param rule when a step may start
 */
record BlockSchedulerPolicy(BlockRule rule) implements Consistency {
  @Override
  public String spec() {
    return "elastic-scheduler:beta=%s,level=block,bound=%s"
        .formatted(rule.beta(), rule.predicts() ? "variance" : "norm");
  }

  @Override
  public boolean rounds() {
    return true;
  }

  @Override
  public MissingParts missingParts() {
    return rule;
  }

  @Override
  public double gapBound(double largestNorm, int workers, int pipelineDepth) {
    return rule.lag() * largestNorm * (rule.predicts() ? 2 : 1);
  }

  @Override
  public long stalenessBound(int workers, int pipelineDepth) {
    return rule.lag();
  }
}
