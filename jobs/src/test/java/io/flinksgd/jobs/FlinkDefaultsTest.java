// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.testing.Case;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FlinkDefaultsTest {
  @Test
  void whatTheUserHasNotSaidIsSet() {
    Configuration missing = FlinkDefaults.missingIn(new Configuration());

    assertThat(missing.get(StateBackendOptions.STATE_BACKEND)).isEqualTo("rocksdb");
    assertThat(missing.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(missing.get(ExecutionOptions.BUFFER_TIMEOUT)).isZero();
  }

  @Test
  void whatTheUserHasSaidStays() {
    Configuration user =
        Configuration.fromMap(
            Map.of("state.backend.type", "hashmap", "execution.checkpointing.interval", "1 min"));

    assertThat(FlinkDefaults.missingIn(user).keySet())
        .doesNotContain("state.backend.type", "execution.checkpointing.interval")
        .contains("pipeline.object-reuse");
  }

  @Test
  @Tag("case")
  void aJobThatFailsIsBackSoonUnlessTheUserSaysOtherwise() {
    Configuration missing = FlinkDefaults.missingIn(new Configuration());
    Case.equal(
        "withstanding",
        "restarts where the configuration says nothing: strategy, longest backoff, calm time",
        "exponential-delay, PT5S, PT1M",
        "%s, %s, %s"
            .formatted(
                missing.get(RestartStrategyOptions.RESTART_STRATEGY),
                missing.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF),
                missing.get(
                    RestartStrategyOptions
                        .RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD)));
    Case.equal(
        "withstanding",
        "checkpoints in a row that may fail where the configuration says nothing",
        Integer.MAX_VALUE,
        missing.get(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER));

    Configuration user =
        Configuration.fromMap(
            Map.of(
                "restart-strategy.type",
                "fixed-delay",
                "execution.checkpointing.tolerable-failed-checkpoints",
                "3"));
    assertThat(FlinkDefaults.missingIn(user).keySet())
        .noneMatch(key -> key.startsWith("restart-strategy") || key.contains("tolerable"));
    String longest = "restart-strategy.exponential-delay.max-backoff";
    assertThat(FlinkDefaults.missingIn(Configuration.fromMap(Map.of(longest, "2 s"))).keySet())
        .contains("restart-strategy.type")
        .doesNotContain(longest);
  }
}
