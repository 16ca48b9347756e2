// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What came out of a run, for other programs.
 *
 * @param testAccuracy share of the held-out images whose class was found, after each epoch
 * @param secondsOfEpoch how long each epoch's training took
 * @param imagesPerSecond images over seconds, of all epochs
 * @param bytesPerStep bytes of weights and gradients that travel for one step of a worker
 * @param contraction mean share of a gradient's squared norm that its codec lost
 * @param contractionBound what theory allows for it
 * @param gapMax largest measured distance between a view and the model
 * @param gapsExceeded measured gaps above the policy's bound
 * @param steps mini-batches
 * @param rejected images that broke a rule
 * @param modelVersion newest version that a reader assembled
 * @param residentBytes memory of the process at the end, native memory included
 */
record ImageSummary(
    String network,
    String optimizer,
    String consistency,
    String codec,
    String viewCodec,
    int parallelism,
    int batch,
    int images,
    String straggler,
    List<Double> testAccuracy,
    List<Double> secondsOfEpoch,
    double imagesPerSecond,
    double bytesPerStep,
    double contraction,
    double contractionBound,
    double gapMax,
    long gapsExceeded,
    long steps,
    long rejected,
    long modelVersion,
    long residentBytes) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), this);
  }
}
