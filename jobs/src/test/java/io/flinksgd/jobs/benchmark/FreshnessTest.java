// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.kafka.embedded.EmbeddedBroker;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshnessTest {
  @TempDir Path directory;

  @Test
  void everyVersionScoresARowAfterItsCommit() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      double[] millis = new Freshness(5, directory).measure(broker.bootstrapServers(), true);
      assertThat(Arrays.stream(millis).boxed())
          .hasSize(5)
          .allSatisfy(value -> assertThat(value).isPositive());
    }
  }
}
