// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What came of one policy.
 *
 * @param policy its text form
 * @param steps computed by all workers together
 * @param simulatedSeconds until the last step was computed
 * @param stepsPerSecond of simulated time, all workers together
 * @param finalLoss expected loss of the final model
 * @param optimalLoss the least loss that there is
 * @param gapSamples pushes whose gap was measured by the loop
 * @param gapMax the largest {@code ||x - v||}
 * @param gapBound the most that the policy allowed to any of them, infinite for any gap
 * @param gapRatio the largest gap in parts of its own bound
 * @param gapsExceeded gaps above their bound; of a strict policy there is none
 * @param bHat root mean squared gap in learning rates, an estimate of {@code B}
 * @param stepMax the furthest that one push moved the model
 * @param stalenessMax most updates of one server that a view lacked
 * @param gateWaits how often a worker had to wait for others at the gate
 * @param clipped pushes that had to be made smaller to keep to the bound
 * @param points the course of it
 */
public record Outcome(
    String policy,
    int workers,
    int servers,
    long seed,
    long steps,
    double simulatedSeconds,
    double stepsPerSecond,
    double finalLoss,
    double optimalLoss,
    long gapSamples,
    double gapMax,
    double gapBound,
    double gapRatio,
    long gapsExceeded,
    double bHat,
    double stepMax,
    long stalenessMax,
    long gateWaits,
    long clipped,
    long messages,
    long bytes,
    long checkpoints,
    long crashes,
    List<Point> points) {

  /**
   * How things stood at one time.
   *
   * @param seconds simulated
   * @param steps computed by all workers together
   * @param excessLoss above the least loss that there is
   * @param gapMax the largest gap since the point before
   */
  public record Point(double seconds, long steps, double excessLoss, double gapMax) {}

  /**
   * Simulated seconds until the loss was at most {@code excess} above the least, if it ever was.
   */
  public OptionalDouble secondsTo(double excess) {
    return points.stream()
        .filter(point -> point.excessLoss() <= excess)
        .mapToDouble(Point::seconds)
        .findFirst();
  }
}
