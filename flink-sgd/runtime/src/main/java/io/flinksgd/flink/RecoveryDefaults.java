// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import static org.apache.flink.configuration.RestartStrategyOptions.RESTART_STRATEGY;
import static org.apache.flink.configuration.RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF;
import static org.apache.flink.configuration.RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF;
import static org.apache.flink.configuration.RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD;

import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How a training job restarts, where the user's configuration says nothing. By Flink's own defaults
 * the delay grows to a minute, it is short again only after an hour without a failure, and the
 * first failed checkpoint fails the job.
 */
public final class RecoveryDefaults {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final Duration CALM = Duration.ofMinutes(1);

  private final ReadableConfig user;
  private final Configuration missing = new Configuration();

  private RecoveryDefaults(ReadableConfig user) {
    this.user = user;
  }

  /**
   * Settings to add to {@code user}, which keeps its own. Unless it names a restart strategy, the
   * job restarts without end, 0.5 to 5 s after a failure, and 0.5 s again after a minute without
   * one. Any number of checkpoints in a row may fail, as a restart would mend neither disk nor
   * broker.
   */
  public static Configuration missingIn(ReadableConfig user) {
    RecoveryDefaults defaults = new RecoveryDefaults(user);
    if (user.getOptional(RESTART_STRATEGY).isEmpty()) {
      defaults
          .want(RESTART_STRATEGY, "exponential-delay")
          .want(RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, FIRST)
          .want(RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, LONGEST)
          .want(RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD, CALM);
    }
    return defaults.want(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE).missing;
  }

  private <T> RecoveryDefaults want(ConfigOption<T> option, T value) {
    if (user.getOptional(option).isEmpty()) {
      missing.set(option, value);
    }
    return this;
  }
}
