// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.metric;

import io.flinksgd.flink.operator.Metric;
import io.flinksgd.flink.operator.MetricSection;
import java.util.List;

/** The metrics of reading and writing topics, and of scoring. */
public final class KafkaMetrics {
  private static final MetricSection READING = new MetricSection("Reading from Kafka", "");

  public static final Metric HEADER_RECORDS =
      READING.metric("headerRecords", "records", "CSV records that repeat the header, left out.");

  public static final Metric SKIPPED_RECORDS =
      READING.metric(
          "skippedRecords",
          "offsets",
          "Passed over, because they are not on the topic any more.",
          "Longer retention.");

  public static final Metric PARTITIONS_READ_ANEW =
      READING.metric(
          "partitionsReadAnew",
          "partitions",
          "Ended before the record that comes next: the topic was emptied or made again.",
          "Whether the model is to go on with it.");

  public static final Metric FOREIGN_RECORDS =
      READING.metric(
          "foreignRecords",
          "records",
          "On the topic of a table of versions or progress that are none; in no group.");

  private static final MetricSection WRITING = new MetricSection("Writing to Kafka", "");

  public static final Metric DROPPED_REPORTS =
      WRITING.metric(
          "droppedReports",
          "reports",
          "Older than the last 1,000 while the metrics topic was away.");

  public static final Metric LOST_TRANSACTIONS =
      WRITING.metric(
          "lostTransactions",
          "transactions",
          "That a checkpoint was to commit, and that had timed out.",
          "See [recovery](operations.md#recovery).");

  public static final Metric ENDED_TRANSACTIONS =
      WRITING.metric(
          "endedTransactions",
          "transactions",
          "That another job has ended, which took the topic or cleaned it up.",
          "Which other job writes to the topic?");

  private static final MetricSection SCORING =
      new MetricSection("Scoring", "`ML_PREDICT` and `ScoreFunction`, group `prediction`.");

  public static final Metric MODEL_VERSION =
      SCORING.metric("modelVersion", "version", "The one in use.");

  public static final Metric MODEL_AGE_MILLIS =
      SCORING.metric(
          "modelAgeMillis",
          "ms",
          "Since the version in use was published; -1 before there is one.",
          "Is training running?");

  public static final Metric MODEL_FAILING =
      SCORING.metric(
          "modelFailing",
          "0 or 1",
          "Whether something keeps newer versions away.",
          "Read the log: broker, rights, or a stranger's record.");

  public static final Metric MODEL_REFUSED =
      SCORING.metric(
          "modelRefused",
          "records",
          "Of others, or that break a rule. The version in use stays.",
          "Who else writes to the topic?");

  public static final Metric MODEL_INCOMPATIBLE =
      SCORING.metric(
          "modelIncompatible",
          "versions",
          "Trained on other columns than the query's. The version in use stays.",
          "Start the query anew with the new columns.");

  public static final Metric MODEL_LOSS =
      SCORING.metric(
          "modelLoss",
          "nats, or squared label",
          "The progressive loss over the examples between the last two cuts.");

  public static final Metric MIXED_FIELDS =
      SCORING.metric(
          "mixedFields",
          "fields",
          "That are not what they were in training.",
          "Declare them `categorical`.");

  public static final Metric UNSCORABLE =
      SCORING.metric(
          "unscorable", "rows", "That got no score, because training would have rejected them.");

  public static final Metric STALE =
      SCORING.metric(
          "stale", "rows", "That got no score, because the model was older than `max-age`.");

  /** All of them, as the page of metrics lists them. */
  public static final List<MetricSection> SECTIONS = List.of(READING, WRITING, SCORING);

  private KafkaMetrics() {}
}
