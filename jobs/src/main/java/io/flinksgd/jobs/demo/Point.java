// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

/**
 * How training stood at a moment.
 *
 * @param seconds since feeding began
 * @param examples learned from so far
 * @param rejected so far
 * @param rate examples a second over about the last second
 * @param logLoss mean over all examples so far, nats
 * @param windowLogLoss mean since the point before, nats
 * @param baseRate part of all examples so far whose label is 1
 * @param auc over all examples so far
 * @param windowAuc since the point before
 * @param stalenessMean updates that a view lacked, mean since the point before
 * @param stalenessMax most updates that a view lacked so far
 * @param gap measured gaps
 * @param version newest version of the model that a reader has, 0 when none
 * @param checkpoints completed so far
 */
record Point(
    double seconds,
    long examples,
    long rejected,
    double rate,
    double logLoss,
    double windowLogLoss,
    double baseRate,
    double auc,
    double windowAuc,
    double stalenessMean,
    long stalenessMax,
    Gap gap,
    long version,
    long checkpoints) {
  /** Before anything was learned. */
  static final Point NONE = new Point(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Gap.NONE, 0, 0);
}
