// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * The gate of the elastic bound: a step weighs the norm by which it changes the parameters.
 *
 * <p>The uncovered mass {@code U} of a worker is the mass of its pushes that some view in use may
 * lack, and {@code b} is its share of the bound. It starts a step only if {@code U = 0} or {@code U
 * + m <= b}, where {@code m} is the largest recent mass, a maximum that fades; and the step may
 * weigh no more than {@code b - U}: servers apply only as much of the push as that. So {@code U <=
 * b} at any time, and as a view in use lacks updates above the watermark only, {@code ||x - v|| <=
 * sum_j U_j <= sum_j b_j <= bound} by the triangle inequality: for every step, not in expectation.
 * As long as masses do not jump, nothing is clipped.
 *
 * <p>With a clip that is off a step may weigh anything; then the bound is what the gate aims at,
 * and is not strict.
 *
 * <p>A push weighs what it may until every server has said by how much it has changed its part. The
 * share is the least that any server grants; servers see to it that the shares of all workers never
 * add up to more than one ({@link Membership}).
 */
final class MassBudget implements Gate {
  /** A maximum has faded to half of it after 69 steps. */
  private static final double FADING = 0.99;

  private final Threshold threshold;
  private final Coverage coverage;
  private final int servers;
  private final int[] shareDivisors;
  private final long[] lastMeasured;
  private final Deque<Step> steps = new ArrayDeque<>();
  private float rate;
  private int shareDivisor;
  private double largestRecent;

  private static final class Step {
    final long id;
    final double normLimit;
    double normSquared;
    int serversHeard;

    Step(long id, double normLimit) {
      this.id = id;
      this.normLimit = normLimit;
    }

    double mass(int servers) {
      return serversHeard == servers ? Math.sqrt(normSquared) : normLimit;
    }
  }

  MassBudget(Threshold threshold, int servers) {
    this.threshold = threshold;
    this.coverage = new Coverage(servers);
    this.servers = servers;
    this.shareDivisors = new int[servers];
    this.lastMeasured = new long[servers];
    Arrays.fill(shareDivisors, threshold.workers());
    this.shareDivisor = threshold.workers();
  }

  @Override
  public boolean permits(float rate) {
    this.rate = rate;
    double uncovered = uncovered();
    return uncovered == 0 || (uncovered < budget() && uncovered + largestRecent <= budget());
  }

  @Override
  public boolean withinShare() {
    return uncovered() <= budget();
  }

  @Override
  public boolean settled() {
    return uncovered() == 0;
  }

  @Override
  public void pushed(long id) {
    double clip = clip();
    steps.addLast(new Step(id, Double.isInfinite(clip) ? largestRecent : clip));
  }

  @Override
  public void hear(int server, ServerProgress progress) {
    AppliedPush push = progress.lastPush();
    if (push.id() > lastMeasured[server] && !Double.isNaN(push.normSquared())) {
      lastMeasured[server] = push.id();
      weigh(push.id(), push.normSquared());
    }
    coverage.hear(server, progress);
    long covered = coverage.covered();
    while (!steps.isEmpty() && steps.peekFirst().id <= covered) {
      steps.removeFirst();
    }
    shareDivisors[server] = progress.share().divisor();
    shareDivisor = Arrays.stream(shareDivisors).max().getAsInt();
  }

  private void weigh(long id, double normSquared) {
    for (Iterator<Step> latest = steps.descendingIterator(); latest.hasNext(); ) {
      Step step = latest.next();
      if (step.id == id) {
        step.normSquared += normSquared;
        if (++step.serversHeard == servers) {
          largestRecent = Math.max(FADING * largestRecent, Math.sqrt(step.normSquared));
        }
        return;
      }
    }
  }

  /**
   * What is left of the budget. Half of it is kept for the next step of a pipeline, unless recent
   * masses need more.
   */
  @Override
  public double clip() {
    double clip = threshold.clip(rate);
    if (!threshold.strict()) {
      return clip;
    }
    double left = budget() - uncovered();
    if (left <= 0) {
      return Math.min(clip, budget()); // a guest that passes the gate
    }
    return Math.min(
        clip, largestRecent == 0 ? left : Math.min(left, Math.max(2 * largestRecent, left / 2)));
  }

  private double budget() {
    return bound() / shareDivisor;
  }

  @Override
  public double bound() {
    return threshold.bound(rate);
  }

  @Override
  public double uncovered() {
    double sum = 0;
    for (Step step : steps) {
      sum += step.mass(servers);
    }
    return sum;
  }
}
