// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
  @Test
  void theFileSaysWhatTheRunWas(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("summary.json");
    Curves.summary().write(file);

    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertThat(json.get("examples").asLong()).isEqualTo(200_000);
    assertThat(json.get("logLoss").asDouble()).isEqualTo(0.4471);
    assertThat(json.get("consistency").asText()).isEqualTo("asynchronous");
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "finished",
            "examples",
            "rejected",
            "rejectedBy",
            "logLoss",
            "auc",
            "baseRate",
            "baseLogLoss",
            "seconds",
            "examplesPerSecond",
            "checkpoints",
            "modelVersion",
            "stalenessMax",
            "gapMax",
            "gapBound",
            "bHat",
            "gapSamples",
            "gapsExceeded",
            "parallelism",
            "consistency",
            "optimizer",
            "model",
            "batch");
  }

  @Test
  void alwaysAnsweringTheBaseRateCostsItsEntropy() {
    assertThat(Summary.entropy(0.5)).isCloseTo(Math.log(2), within(1e-12));
    assertThat(Summary.entropy(0)).isZero();
    assertThat(Summary.entropy(1)).isZero();
  }
}
