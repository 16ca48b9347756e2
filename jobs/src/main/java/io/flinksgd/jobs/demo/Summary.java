// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What {@code summary.json} says.
 *
 * @param finished whether all records were learned from; false when interrupted
 * @param counts of examples
 * @param quality of predictions, each made before the example was learned from
 * @param run how long it took and what it left
 * @param views how stale they were
 * @param setting what was trained and how
 */
record Summary(
    boolean finished,
    @JsonUnwrapped Counts counts,
    @JsonUnwrapped Quality quality,
    @JsonUnwrapped Run run,
    @JsonUnwrapped Views views,
    @JsonUnwrapped Setting setting) {
  /**
   * Examples.
   *
   * @param examples learned from
   * @param rejected not learned from, for whatever reason
   * @param rejectedBy of these, how many for each reason
   */
  record Counts(long examples, long rejected, Map<String, Long> rejectedBy) {}

  /**
   * How well was predicted.
   *
   * @param logLoss progressive, nats
   * @param auc progressive
   * @param baseRate part of the examples whose label is 1
   * @param baseLogLoss log-loss of always answering the base rate, nats
   */
  record Quality(double logLoss, double auc, double baseRate, double baseLogLoss) {}

  /**
   * The time it took, and what it left.
   *
   * @param seconds from the first record fed to the last example learned from
   * @param examplesPerSecond over these seconds
   * @param checkpoints completed
   * @param modelVersion newest version that a reader assembled from the model topic
   */
  record Run(double seconds, double examplesPerSecond, long checkpoints, long modelVersion) {}

  /**
   * How far views were from the model.
   *
   * @param stalenessMax most updates that a view lacked
   * @param gapMax largest measured gap {@code ||x - v||}
   * @param gapBound what the policy allows, null when it sets no bound
   * @param bHat the constant of elastic consistency that was reached, null when nothing was
   *     measured
   * @param gapSamples measured gaps
   * @param gapsExceeded of these, above the bound
   */
  record Views(
      long stalenessMax,
      double gapMax,
      Double gapBound,
      Double bHat,
      long gapSamples,
      long gapsExceeded) {}

  /**
   * What was trained and how, as options say it.
   *
   * @param parallelism workers
   * @param consistency policy
   * @param optimizer with its arguments
   * @param model with its arguments
   * @param batch examples of a mini-batch
   */
  record Setting(int parallelism, String consistency, String optimizer, String model, int batch) {}

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** The entropy of a coin that shows 1 at {@code rate}, in nats. */
  static double entropy(double rate) {
    return rate <= 0 || rate >= 1 ? 0 : -rate * Math.log(rate) - (1 - rate) * Math.log(1 - rate);
  }

  /** What JSON has for a number that is not there. */
  static Double orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }

  void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), this);
  }
}
