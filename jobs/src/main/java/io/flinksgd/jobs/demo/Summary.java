// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What {@code summary.json} says.
 *
 * @param finished whether all records were learned from; false when interrupted
 * @param examples learned from
 * @param rejected not learned from, for whatever reason
 * @param rejectedBy of these, how many for each reason
 * @param logLoss progressive: every example is scored before it is learned from; nats
 * @param auc progressive
 * @param baseRate part of the examples whose label is 1
 * @param baseLogLoss log-loss of always answering the base rate
 * @param seconds from the first record fed to the last example learned from
 * @param examplesPerSecond over these seconds
 * @param checkpoints completed
 * @param modelVersion newest version that a reader assembled from the model topic
 * @param stalenessMax most updates that a view lacked
 * @param gapMax largest measured gap {@code ||x - v||}
 * @param gapBound what the policy allows, null when it sets no bound
 * @param bHat the constant of elastic consistency that was reached, null when nothing was measured
 * @param gapSamples measured gaps
 * @param gapsExceeded of these, above the bound
 * @param parallelism workers
 */
record Summary(
    boolean finished,
    long examples,
    long rejected,
    Map<String, Long> rejectedBy,
    double logLoss,
    double auc,
    double baseRate,
    double baseLogLoss,
    double seconds,
    double examplesPerSecond,
    long checkpoints,
    long modelVersion,
    long stalenessMax,
    double gapMax,
    Double gapBound,
    Double bHat,
    long gapSamples,
    long gapsExceeded,
    int parallelism,
    String consistency,
    String optimizer,
    String model,
    int batch) {
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
