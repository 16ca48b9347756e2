// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import io.flinksgd.flink.RecoveryDefaults;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateBackendOptions;

/** What training wants of Flink where the user has said nothing. */
public final class FlinkDefaults {
  private final ReadableConfig user;
  private final Configuration missing;

  private FlinkDefaults(ReadableConfig user, Configuration missing) {
    this.user = user;
    this.missing = missing;
  }

  /** Settings to add to {@code user}; none that it has. */
  public static Configuration missingIn(ReadableConfig user) {
    return new FlinkDefaults(user, RecoveryDefaults.missingIn(user))
        .want(StateBackendOptions.STATE_BACKEND, "rocksdb")
        .want(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true)
        .want(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(10))
        // a step is a round trip of small messages: a buffer that waits is a worker that waits
        .want(ExecutionOptions.BUFFER_TIMEOUT, Duration.ZERO)
        .want(PipelineOptions.OBJECT_REUSE, true)
        .missing;
  }

  private <T> FlinkDefaults want(ConfigOption<T> option, T value) {
    if (user.getOptional(option).isEmpty()) {
      missing.set(option, value);
    }
    return this;
  }
}
