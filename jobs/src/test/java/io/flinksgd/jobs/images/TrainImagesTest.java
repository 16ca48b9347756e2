// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinksgd.jobs.local.ListenOption;
import io.flinksgd.jobs.local.Straggler;
import io.flinksgd.model.Models;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it: a broker, a cluster, the training job, and what readers make of its model. */
class TrainImagesTest {
  private static final int IMAGES = 1500;

  @TempDir Path folder;

  private JsonNode run(String model, String consistency, String codec, int epochs)
      throws Exception {
    SyntheticImages.write(folder, IMAGES, 300);
    TrainImages training =
        new TrainImages(plan(model, consistency, codec, epochs), new ListenOption());
    Path summary = folder.resolve("summary.json");
    training.run().write(summary);
    return new ObjectMapper().readTree(summary.toFile());
  }

  private ImagePlan plan(String model, String consistency, String codec, int epochs) {
    Configuration options = ImagePlan.defaults();
    options.setString("model", model + ":input=1x8x8,classes=3");
    options.setString("consistency", consistency);
    options.setString("codec", codec);
    options.setString("batch", "16");
    options.setString("page-size", "64");
    return new ImagePlan(folder, new ImagePlan.Schedule(epochs, 0, true), folder, "", options);
  }

  @Test
  void learnsOverEpochsAndIsMeasuredAfterEach() throws Exception {
    JsonNode summary = run("mlp", "synchronous", "none", 2);

    assertThat(summary.get("testAccuracy")).hasSize(2);
    assertThat(summary.get("testAccuracy").get(1).asDouble()).isGreaterThan(0.95);
    assertThat(summary.get("steps").asLong()).isBetween(2L * IMAGES / 16, 2L * IMAGES / 16 + 8);
    assertThat(summary.get("rejected").asLong()).isZero();
    assertThat(summary.get("gapMax").asDouble()).isZero();
    assertThat(summary.get("optimizer").asText())
        .isEqualTo("momentum:rate=0.05,momentum=0.9,decay=cosine,length=3000,warm-up=375");
    // a float for each of 64 * 256 + 256 + 256 * 3 + 3 weights, both ways
    assertThat(summary.get("bytesPerStep").asDouble())
        .isBetween(2 * 4 * 17_411.0, 2 * 4 * 17_500.0);
    assertThat(summary.get("modelVersion").asLong()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void learnsFromFewBytesWithErrorFeedback() throws Exception {
    JsonNode summary = run("mlp", "elastic-scheduler:0.8", "top-k:0.02", 2);

    assertThat(summary.get("testAccuracy").get(1).asDouble()).isGreaterThan(0.95);
    assertThat(summary.get("bytesPerStep").asDouble()).isLessThan(4 * 17_500 * 1.05);
    assertThat(summary.get("contraction").asDouble())
        .isPositive()
        .isLessThan(summary.get("contractionBound").asDouble());
    assertThat(summary.get("contractionBound").asDouble()).isBetween(0.97, 0.99);
  }

  @Test
  void whatCannotBeTrainedIsRefusedBeforeAnythingStarts() throws Exception {
    SyntheticImages.write(folder, 10, 10);
    Configuration options = ImagePlan.defaults();
    options.setString("model", "logistic-regression:dense=64");
    assertThatThrownBy(
            () ->
                new TrainImages(
                    new ImagePlan(folder, new ImagePlan.Schedule(1, 0, true), folder, "", options),
                    new ListenOption()))
        .hasMessage(
            "network must be softmax, mlp, lenet or resnet20: network=logistic-regression:dense=64");
    Configuration lenet = ImagePlan.defaults();
    assertThatThrownBy(
            () ->
                new TrainImages(
                    new ImagePlan(folder, new ImagePlan.Schedule(1, 0, true), folder, "", lenet),
                    new ListenOption()))
        .hasMessage("input must be of as many numbers as an image has pixels, 64: input=1x28x28");
    assertThatThrownBy(() -> new ImagePlan.Schedule(0, 0, true))
        .hasMessage("epochs must be >= 1: epochs=0");
    assertThatThrownBy(() -> Straggler.around(Models.parse("mlp"), "slow"))
        .hasMessage("straggler must be MILLISECONDSms:SHARE: straggler=slow");
  }
}
