// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What came of one policy.
 *
 * @param setting what was simulated
 * @param work what workers and servers did
 * @param loss how well the model became, and when
 * @param staleness how far views were from the model
 * @param traffic what travelled
 * @param recovery what failed
 */
public record Outcome(
    Setting setting,
    Work work,
    Loss loss,
    Staleness staleness,
    Traffic traffic,
    Recovery recovery) {

  /**
   * What was simulated.
   *
   * @param policy its text form
   * @param workers number of workers
   * @param servers number of servers
   * @param seed what all was drawn from
   */
  public record Setting(String policy, int workers, int servers, long seed) {}

  /**
   * What workers and servers did.
   *
   * @param steps computed by all workers together
   * @param simulatedSeconds until the last step was computed
   * @param stepsPerSecond of simulated time, all workers together
   * @param gateWaits how often a worker had to wait for others at the gate
   * @param clipped pushes of which only a part was applied, to keep to the bound
   * @param stepMax the furthest that one push moved the model, as a norm
   */
  public record Work(
      long steps,
      double simulatedSeconds,
      double stepsPerSecond,
      long gateWaits,
      long clipped,
      double stepMax) {}

  /**
   * How well the model became.
   *
   * @param last expected loss of the last model
   * @param least the least loss that there is
   * @param points the course of it
   */
  public record Loss(double last, double least, List<Point> points) {
    /** Loss of the last model above the least. */
    public double excess() {
      return last - least;
    }

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
   * How far views were from the model.
   *
   * @param gaps as norms
   * @param updatesMax most updates of one server that a view lacked
   */
  public record Staleness(Gaps gaps, long updatesMax) {}

  /**
   * The gaps that the loop has measured.
   *
   * @param samples pushes whose gap was measured
   * @param max the largest {@code ||x - v||}
   * @param bound the most that the policy allowed to any of them; infinite for any gap
   * @param ratio the largest gap in parts of its own bound
   * @param exceeded gaps above their bound; of a strict policy there is none
   * @param bHat root mean squared gap in learning rates, an estimate of {@code B}; 0 without
   *     samples
   */
  public record Gaps(
      long samples, double max, double bound, double ratio, long exceeded, double bHat) {}

  /**
   * What travelled between workers and servers.
   *
   * @param messages both ways
   * @param bytes of the messages
   */
  public record Traffic(long messages, long bytes) {}

  /**
   * What failed and was restored.
   *
   * @param checkpoints completed
   * @param crashes attempts of the loop that ended in one
   */
  public record Recovery(long checkpoints, long crashes) {}
}
