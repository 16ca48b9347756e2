// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

/**
 * How training stood at a moment.
 *
 * @param seconds since feeding began
 * @param counts of examples
 * @param quality of predictions
 * @param staleness of views
 * @param gap measured gaps
 * @param saved what would be left after a failure
 */
record Point(
    double seconds, Counts counts, Quality quality, Staleness staleness, Gap gap, Saved saved) {
  /** Before anything was learned. */
  static final Point NONE =
      new Point(
          0,
          new Counts(0, 0, 0),
          new Quality(0, 0, 0, 0, 0),
          new Staleness(0, 0),
          Gap.NONE,
          new Saved(0, 0));

  /**
   * Examples.
   *
   * @param examples learned from so far
   * @param rejected so far
   * @param rate examples a second over about the last second
   */
  record Counts(long examples, long rejected, double rate) {}

  /**
   * How well was predicted. NaN where nothing was measured.
   *
   * @param logLoss mean over all examples so far, nats
   * @param windowLogLoss mean since the point before, nats
   * @param baseRate part of all examples so far whose label is 1
   * @param auc over all examples so far
   * @param windowAuc since the point before
   */
  record Quality(
      double logLoss, double windowLogLoss, double baseRate, double auc, double windowAuc) {}

  /**
   * Updates that a view lacked.
   *
   * @param mean since the point before
   * @param max so far
   */
  record Staleness(double mean, long max) {}

  /**
   * What has left the job.
   *
   * @param version newest version of the model that a reader has, 0 when none
   * @param checkpoints completed so far
   */
  record Saved(long version, long checkpoints) {}
}
