// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class TrainingOptionsTest {
  @Test
  void usageExample() {
    Configuration options = Configuration.fromMap(Map.of("batch", "64", "batch-timeout", "20 ms"));

    assertThat(TrainingOptions.BATCH.in(options)).isEqualTo(64);
    assertThat(TrainingOptions.BATCH_TIMEOUT.in(options)).isEqualTo(Duration.ofMillis(20));
    assertThat(TrainingOptions.PIPELINE_DEPTH.in(options)).isEqualTo(1);
  }

  @Test
  void aValueOfTheWrongTypeIsRefusedWithRuleNameAndValue() {
    assertThatThrownBy(() -> TrainingOptions.BATCH.in(options("batch", "many")))
        .hasMessage("batch must be a whole number: batch=many");
    assertThatThrownBy(() -> TrainingOptions.BATCH_TIMEOUT.in(options("batch-timeout", "soon")))
        .hasMessage("batch-timeout must be a duration such as 10ms or 5s: batch-timeout=soon");
    assertThatThrownBy(() -> TrainingOptions.LOCAL_STEPS.in(options("local-steps", "perhaps")))
        .hasMessage("local-steps must be true or false: local-steps=perhaps");
    assertThatThrownBy(() -> TrainingOptions.PUSH_WEIGHT.in(options("push-weight", "half")))
        .hasMessage("push-weight must be parallel or single: push-weight=half");
  }

  @Test
  void defaultsAreSaidAsOneWouldTypeThem() {
    assertThat(TrainingOptions.BATCH_TIMEOUT.defaultText()).isEqualTo("10ms");
    assertThat(TrainingOptions.PUSH_WEIGHT.defaultText()).isEqualTo("parallel");
    assertThat(TrainingOptions.SERVERS.defaultText()).isEmpty();
  }

  private static Configuration options(String name, String value) {
    return Configuration.fromMap(Map.of(name, value));
  }
}
