// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.images;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What came out of a run, for other programs.
 *
 * @param method what was trained and how, as options say it
 * @param load what it was trained on
 * @param course epoch by epoch
 * @param traffic between workers and servers
 * @param end what was reached
 */
record ImageSummary(
    @JsonUnwrapped Method method,
    @JsonUnwrapped Load load,
    @JsonUnwrapped Course course,
    @JsonUnwrapped Traffic traffic,
    @JsonUnwrapped End end) {
  /**
   * What was trained and how.
   *
   * @param network with its arguments
   * @param optimizer with its arguments
   * @param consistency policy
   * @param codec of pushes
   * @param viewCodec of replies
   */
  record Method(
      String network, String optimizer, String consistency, String codec, String viewCodec) {}

  /**
   * What it was trained on.
   *
   * @param parallelism workers
   * @param batch images of a mini-batch
   * @param images of an epoch
   * @param straggler {@code MILLISECONDSms:SHARE}, or empty
   */
  record Load(int parallelism, int batch, int images, String straggler) {}

  /**
   * Epoch by epoch.
   *
   * @param testAccuracy share of the held-out images whose class was found, after each epoch
   * @param secondsOfEpoch how long each epoch's training took
   * @param imagesPerSecond images over seconds, of all epochs
   */
  record Course(List<Double> testAccuracy, List<Double> secondsOfEpoch, double imagesPerSecond) {}

  /**
   * What travelled.
   *
   * @param bytesPerStep bytes of weights and gradients for one step of a worker
   * @param contraction mean share of a gradient's squared norm that its codec lost
   * @param contractionBound what theory allows for it
   */
  record Traffic(double bytesPerStep, double contraction, double contractionBound) {}

  /**
   * What was reached.
   *
   * @param gapMax largest measured distance between a view and the model
   * @param gapsExceeded measured gaps above the policy's bound
   * @param steps mini-batches
   * @param rejected images that broke a rule
   * @param modelVersion newest version that a reader assembled
   * @param residentBytes memory of the process at the end, native memory included
   */
  record End(
      double gapMax,
      long gapsExceeded,
      long steps,
      long rejected,
      long modelVersion,
      long residentBytes) {}

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), this);
  }
}
