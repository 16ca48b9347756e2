// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class TrainingSettingsTest {
  private static TrainingSettings settings(Map<String, String> options) {
    return TrainingSettings.from(Configuration.fromMap(options));
  }

  @Test
  void usageExample() {
    TrainingSettings settings =
        settings(
            Map.of(
                "optimizer", "ftrl:alpha=0.2",
                "consistency", "bounded-delay:4",
                "features", "hash:bits=18,crosses=device*hour"));

    assertThat(settings.spec().optimizer().spec()).isEqualTo("ftrl:alpha=0.2");
    assertThat(settings.spec().consistency().spec()).isEqualTo("bounded-delay:4");
    assertThat(settings.spec().description())
        .containsEntry("features", "hash:bits=18,crosses=device*hour");
  }

  @Test
  void byDefaultAllFieldsAreHashedToTheModelsCoordinates() {
    assertThat(settings(Map.of("model", "logistic-regression:hashed=20")).features())
        .hasValueSatisfying(hasher -> assertThat(hasher.dimension()).isEqualTo(1 << 20));
  }

  @Test
  void featuresAndModelMustHaveTheSameBits() {
    assertThatThrownBy(() -> settings(Map.of("features", "hash:bits=10")))
        .hasMessage(
            "features must have as many bits as the model: features=hash:bits=10,"
                + " model=logistic-regression:hashed=18");
  }

  @Test
  void aModelThatIsNotHashedHasNoHasher() {
    Map<String, String> dense = Map.of("model", "linear-regression:dense=3");
    assertThat(settings(dense).features()).isEmpty();
    assertThatThrownBy(
            () -> settings(Map.of("model", "linear-regression:dense=3", "features", "hash:18")))
        .hasMessageStartingWith("features must not be given with a model that is not hashed");
  }

  @Test
  void aPageFitsARecord() {
    assertThat(settings(Map.of("page-size", "1048576")).spec().placement().pageSize())
        .isEqualTo(1 << 20);
    assertThatThrownBy(() -> settings(Map.of("page-size", "2097152")))
        .hasMessage(
            "page-size must be a power of two from 16 to 1048576, so that a page fits a record:"
                + " page-size=2097152");
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    assertThatThrownBy(() -> settings(Map.of("consistency", "synchronous", "pipeline-depth", "2")))
        .hasMessageStartingWith("pipeline-depth must be 1 with synchronous");
  }
}
