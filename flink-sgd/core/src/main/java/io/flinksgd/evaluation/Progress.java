// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import org.apiguardian.api.API;

/**
 * How training goes: a report of all workers together.
 *
 * @param at wall-clock time in milliseconds
 * @param examples examples learned from since training began, over all restarts
 * @param records records that came since training began, whatever became of them
 * @param rejections those that were rejected since training began, on their way or by the model
 * @param windowRejections those that were rejected since the last report
 * @param steps mini-batches learned from since training began
 * @param stalenessMax most updates of one server that a view lacked when its push was applied,
 *     since training began
 * @param stalenessMean mean of the same over the window
 * @param workers workers that reported in the window
 * @param total scores since training began
 * @param window scores since the last report
 * @param gaps measured gaps since training began
 * @param windowGaps measured gaps since the last report
 * @param traffic what travelled since training began
 * @param diverged whether the loss of the last examples was far above that of the base rate
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record Progress(
    long at,
    long examples,
    long records,
    Rejections rejections,
    Rejections windowRejections,
    long steps,
    long stalenessMax,
    double stalenessMean,
    int workers,
    Scores total,
    Scores window,
    GapStatistics gaps,
    GapStatistics windowGaps,
    Traffic traffic,
    boolean diverged) {
  /** How many records were rejected since training began, for whatever reason. */
  public long rejected() {
    return rejections.total();
  }
}
