// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;

/** Flink's settings for the jobs of these tests. */
final class FlinkSettings {
  private FlinkSettings() {}

  /** RocksDB, checkpoints in {@code directory} when somebody asks for them, three restarts. */
  static Configuration in(Path directory) {
    Configuration flink = new Configuration();
    flink.setString("state.backend.type", "rocksdb");
    flink.setString("execution.checkpointing.dir", directory.resolve("checkpoints").toUri() + "");
    flink.setString("execution.checkpointing.storage", "filesystem");
    flink.setString("execution.checkpointing.interval", "1 h");
    flink.setString("execution.checkpointing.timeout", "10 s");
    flink.setString(
        "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    flink.setString("execution.checkpointing.tolerable-failed-checkpoints", "1000");
    flink.setString("restart-strategy.type", "fixed-delay");
    flink.setString("restart-strategy.fixed-delay.attempts", "3");
    flink.setString("restart-strategy.fixed-delay.delay", "50 ms");
    return flink;
  }
}
