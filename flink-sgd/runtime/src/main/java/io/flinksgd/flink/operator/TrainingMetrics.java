// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.operator;

import java.util.List;

/** The metrics of the operators that train; all are in the group {@code training}. */
public final class TrainingMetrics {
  private static final MetricSection QUALITY =
      new MetricSection("Quality", "Operator `evaluation`, one subtask.");

  public static final Metric LOG_LOSS =
      QUALITY.metric("logLoss", "nats", "Progressive log-loss since training began.");

  public static final Metric AUC =
      QUALITY.metric("auc", "0 to 1", "Progressive area under the ROC curve since training began.");

  public static final Metric WINDOW_LOG_LOSS =
      QUALITY.metric(
          "windowLogLoss",
          "nats",
          "The same over the last report's interval.",
          "When it rises: data drift, or a rate too high.");

  public static final Metric WINDOW_AUC =
      QUALITY.metric(
          "windowAuc",
          "0 to 1",
          "The same over the last report's interval.",
          "Near 0.5: the features say nothing.");

  public static final Metric JUDGED_LOSS =
      QUALITY.metric(
          "judgedLoss",
          "nats, or squared label",
          "The loss of the window that is judged for divergence.",
          "Compare it with `judgedBaseLoss`.");

  public static final Metric JUDGED_BASE_LOSS =
      QUALITY.metric(
          "judgedBaseLoss",
          "nats, or squared label",
          "The loss of always saying the base rate, over the same window.");

  public static final Metric DIVERGED =
      QUALITY.metric(
          "diverged",
          "0 or 1",
          "Whether the loss is far above that of the base rate.",
          "Lower the rate; look at new kinds of records.");

  public static final Metric TOTAL_EXAMPLES =
      QUALITY.metric(
          "totalExamples", "examples", "Learned from since training began, over all restarts.");

  public static final Metric TOTAL_RECORDS =
      QUALITY.metric(
          "totalRecords", "records", "Came since training began, whatever became of them.");

  public static final Metric TOTAL_REJECTED =
      QUALITY.metric(
          "totalRejected",
          "records",
          "Rejected since training began; in the groups `reason.NAME`, by reason.",
          "Read the rejected topic.");

  public static final Metric REJECTED_ABOVE_LIMIT =
      QUALITY.metric(
          "rejectedAboveLimit",
          "0 or 1",
          "Whether the share of rejected records is above `--max-rejected`.",
          "Read the rejected topic.");

  public static final Metric WITHHELD_VERSIONS =
      QUALITY.metric(
          "withheldVersions",
          "versions",
          "Not published because the model had diverged.",
          "See `diverged`.");

  private static final MetricSection CONSISTENCY =
      new MetricSection("Consistency", "Operator `evaluation`.");

  public static final Metric GAP_MAX =
      CONSISTENCY.metric(
          "gapMax",
          "norm of parameters",
          "The largest measured gap since training began.",
          "Choose a bound by it.");

  public static final Metric GAP_BOUND =
      CONSISTENCY.metric(
          "gapBound",
          "norm of parameters",
          "What the policy allows; absent where it allows anything.");

  public static final Metric GAP_RATIO_MAX =
      CONSISTENCY.metric(
          "gapRatioMax",
          "ratio",
          "The largest gap in parts of what was allowed to it.",
          "Above 1 a bound was broken.");

  public static final Metric B_HAT =
      CONSISTENCY.metric(
          "bHat",
          "gradient norms",
          "The constant `B` with which the run was elastically consistent so far.");

  public static final Metric GAP_SAMPLES =
      CONSISTENCY.metric("gapSamples", "pushes", "Whose gap was measured.");

  public static final Metric GAPS_EXCEEDED =
      CONSISTENCY.metric(
          "gapsExceeded",
          "pushes",
          "Whose gap was above the bound, since training began.",
          "It must stay 0 unless `clip=off`, or an input ends during a checkpoint.");

  private static final MetricSection WORKERS = new MetricSection("Workers", "");

  public static final Metric WORKER_EXAMPLES =
      WORKERS.metric("examples", "examples", "Learned from by this worker since the start.");

  public static final Metric REJECTED =
      WORKERS.metric(
          "rejected",
          "examples",
          "Refused by the model, since the start.",
          "Read the rejected topic.");

  public static final Metric STEPS =
      WORKERS.metric("steps", "steps", "Mini-batches learned from, since the start.");

  public static final Metric GATE_WAITS =
      WORKERS.metric(
          "gateWaits",
          "waits",
          "How often the policy held this worker up.",
          "Rises quickly: loosen the bound.");

  public static final Metric UNGATED_STEPS =
      WORKERS.metric(
          "ungatedSteps",
          "steps",
          "Taken through a closed gate, because the input ended during a checkpoint.");

  public static final Metric BLOCKS_MISSING =
      WORKERS.metric(
          "blocksMissing", "blocks", "That had not arrived when a step began (`level=block`).");

  public static final Metric READY_BATCHES =
      WORKERS.metric(
          "readyBatches",
          "batches",
          "Full batches that wait for this worker.",
          "Above 0 all the time: the worker is the bottleneck.");

  public static final Metric WORKER_REFUSED_UPDATES =
      WORKERS.metric(
          "refusedUpdates",
          "updates",
          "Of coordinates that floats could not hold.",
          "Lower the rate.");

  public static final Metric ENCODED_BYTES =
      WORKERS.metric("encodedBytes", "bytes", "Sent through a codec.");

  public static final Metric ENCODED_RATIO =
      WORKERS.metric(
          "encodedRatio",
          "ratio",
          "Bytes in memory, in parts of the bytes that were sent for them.");

  public static final Metric CONTRACTION =
      WORKERS.metric(
          "contraction", "ratio", "What the codec loses: `norm(Q(w) - w)^2 / norm(w)^2`.");

  public static final Metric CONTRACTION_BOUND =
      WORKERS.metric("contractionBound", "ratio", "What theory allows for its mean.");

  public static final Metric UNCOVERED_MASS =
      WORKERS.metric(
          "uncoveredMass",
          "norm of parameters",
          "What views in use may lack of this worker; not with `bounded-delay`.");

  public static final Metric UNCOVERED_STEPS =
      WORKERS.metric(
          "uncoveredSteps",
          "steps",
          "What views in use may lack of this worker, with `bounded-delay`.");

  public static final Metric GAP_MICROS =
      WORKERS.metric(
          "gapMicros",
          "millionths of the norm of parameters",
          "Histogram of measured gaps, rounded: Flink's histograms hold whole numbers.");

  public static final Metric GAP_OVER_BOUND_PERCENT =
      WORKERS.metric(
          "gapOverBoundPercent",
          "percent",
          "Histogram of gaps in hundredths of what was allowed, rounded; only where there"
              + " is a bound.");

  public static final Metric WORKER_GAPS_EXCEEDED =
      WORKERS.metric(
          "gapsExceeded",
          "pushes",
          "Whose gap was above the bound, since the start.",
          "It must stay 0, see [consistency](#consistency).");

  private static final MetricSection SERVERS = new MetricSection("Servers", "");

  public static final Metric UPDATES =
      SERVERS.metric("updates", "updates", "Applied since the start: the version of this server.");

  public static final Metric STALENESS_MAX =
      SERVERS.metric(
          "stalenessMax", "updates", "The most that a view lacked when its push was applied.");

  public static final Metric VIEW_WATERMARK =
      SERVERS.metric("viewWatermark", "version", "The oldest version that a view in use has.");

  public static final Metric VIEW_LAG =
      SERVERS.metric(
          "viewLag",
          "updates",
          "`updates` less `viewWatermark`.",
          "Stays large: one worker is slow.");

  public static final Metric MEMBERS =
      SERVERS.metric(
          "members", "workers", "That take part now.", "Fewer than workers: some have no data.");

  public static final Metric CLIPPED_PUSHES =
      SERVERS.metric(
          "clippedPushes",
          "pushes",
          "Of which only a part was applied, because of the elastic bound.",
          "Many: the bound is too tight.");

  public static final Metric SERVER_REFUSED_UPDATES =
      SERVERS.metric(
          "refusedUpdates",
          "updates",
          "Of coordinates that floats could not hold.",
          "Lower the rate.");

  public static final Metric NOT_FINITE_PAGES =
      SERVERS.metric(
          "notFinitePages",
          "pages",
          "Kept from being published because a weight is not finite.",
          "Restore an older savepoint.");

  public static final Metric SERVER_EXAMPLES =
      SERVERS.metric("examples", "examples", "Learned from by the model, over all restarts.");

  public static final Metric CACHED_PAGES =
      SERVERS.metric(
          "cachedPages",
          "pages",
          "On the heap.",
          "At its most all the time: more `--cache-memory`.");

  private static final MetricSection PUBLISHING =
      new MetricSection("Publishing", "Operator `manifest`, one subtask.");

  public static final Metric MODEL_VERSION =
      PUBLISHING.metric("modelVersion", "version", "The newest version.");

  public static final Metric NOT_FINITE_VERSIONS =
      PUBLISHING.metric(
          "notFiniteVersions",
          "versions",
          "Not made because a page was not finite.",
          "Restore an older savepoint.");

  public static final Metric MIXED_FIELDS =
      PUBLISHING.metric(
          "mixedFields",
          "fields",
          "That are both number and text in training.",
          "Declare them `categorical`.");

  private static final MetricSection REJECTING =
      new MetricSection("Rejecting", "Operator `refused`.");

  public static final Metric REFUSED =
      REJECTING.metric(
          "refused",
          "records",
          "That the parser rejected, since the start.",
          "Read the rejected topic.");

  /** All of them, as the page of metrics lists them. */
  public static final List<MetricSection> SECTIONS =
      List.of(QUALITY, CONSISTENCY, WORKERS, SERVERS, PUBLISHING, REJECTING);

  private TrainingMetrics() {}
}
