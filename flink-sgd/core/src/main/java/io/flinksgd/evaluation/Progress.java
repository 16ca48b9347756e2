// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import org.apiguardian.api.API;

/**
 * How training goes: a report of all workers together. Its sums are not thread-safe.
 *
 * @param at wall-clock time in milliseconds since the epoch
 * @param work what was done since training began, over all restarts
 * @param staleness how stale views were, in updates
 * @param total since training began
 * @param window since the last report
 * @param diverged whether the loss of the last examples was far above that of the base rate
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record Progress(
    long at, Work work, Staleness staleness, Results total, Results window, boolean diverged) {

  /**
   * What was done since training began. All are counts.
   *
   * @param records records that came, whatever became of them
   * @param examples examples learned from
   * @param steps mini-batches learned from
   * @param workers workers that reported since the last report
   * @param traffic what travelled
   */
  public record Work(long records, long examples, long steps, int workers, Traffic traffic) {}

  /**
   * How many updates of one server views lacked when their pushes were applied. Immutable.
   *
   * @param max the most since training began
   * @param mean of those since the last report
   */
  public record Staleness(long max, double mean) {}

  /**
   * What came of it, since some moment.
   *
   * @param scores of the examples
   * @param gaps those that were measured
   * @param rejections records that were rejected, on their way or by the model
   */
  public record Results(Scores scores, GapStatistics gaps, Rejections rejections) {}

  /** Examples learned from since training began. */
  public long examples() {
    return work.examples();
  }

  /** How many records were rejected since training began, for whatever reason. */
  public long rejected() {
    return total.rejections().total();
  }
}
