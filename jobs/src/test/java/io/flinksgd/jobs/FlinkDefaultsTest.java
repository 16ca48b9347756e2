package io.flinksgd.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.StateBackendOptions;
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
}
