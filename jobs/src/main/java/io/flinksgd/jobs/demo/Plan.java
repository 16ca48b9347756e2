// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import io.flinksgd.flink.option.Option;
import io.flinksgd.flink.option.TrainingOptions;
import io.flinksgd.jobs.JobOptions;
import io.flinksgd.jobs.flights.Flights;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/**
 * What a demo is to do.
 *
 * @param data CSV of flights, or null for the sample
 * @param records flights to feed
 * @param output where report and summary go
 * @param keepRunning whether the job goes on when all flights are learned from
 * @param training the options that were given
 */
record Plan(
    Path data, long records, Pace pace, Path output, boolean keepRunning, Configuration training) {
  static final String EXAMPLES = "flights";
  static final String MODEL = "flights-model";
  static final String METRICS = "flights-metrics";
  static final String REJECTED = "flights-rejected";

  private static final List<Option<?>> SHOWN =
      List.of(
          TrainingOptions.MODEL,
          TrainingOptions.OPTIMIZER,
          TrainingOptions.CONSISTENCY,
          TrainingOptions.BATCH,
          TrainingOptions.PIPELINE_DEPTH,
          TrainingOptions.LOCAL_STEPS,
          TrainingOptions.PUSH_WEIGHT,
          JobOptions.CHECKPOINT_INTERVAL);

  /** What the demo sets where the user says nothing; the rest is as in any training job. */
  static Configuration defaults() {
    Configuration config = new Configuration();
    config.setString(JobOptions.NAME.name(), "late flights");
    config.setString(TrainingOptions.PROGRESS_INTERVAL.name(), "250ms");
    config.setString(JobOptions.CHECKPOINT_INTERVAL.name(), "2s");
    config.setString(TrainingOptions.FEATURES.name(), Flights.FEATURES);
    // the best of what "flink-sgd benchmark --what memory" prints
    config.setString(TrainingOptions.OPTIMIZER.name(), "ftrl:alpha=0.4");
    config.setString(TrainingOptions.CONSISTENCY.name(), "elastic-bound:gap=5");
    config.setString(
        JobOptions.PARALLELISM.name(),
        String.valueOf(Math.min(4, Runtime.getRuntime().availableProcessors())));
    return config;
  }

  int parallelism() {
    return JobOptions.PARALLELISM.in(training);
  }

  /** One for each worker. */
  int partitions() {
    return parallelism();
  }

  /** The options of the training job. */
  Configuration options(String bootstrapServers) {
    Configuration all = new Configuration(training);
    all.setString(JobOptions.BOOTSTRAP_SERVERS.name(), bootstrapServers);
    all.setString(JobOptions.TOPIC.name(), EXAMPLES);
    all.setString(JobOptions.MODEL_TOPIC.name(), MODEL);
    all.setString(JobOptions.METRICS_TOPIC.name(), METRICS);
    all.setString(JobOptions.REJECTED_TOPIC.name(), REJECTED);
    if (!keepRunning) {
      Map<String, String> ends = new HashMap<>();
      for (int p = 0; p < partitions(); p++) {
        ends.put(String.valueOf(p), String.valueOf(Feed.end(records, partitions(), p)));
      }
      all.set(JobOptions.STOPPING_OFFSETS.config(), ends);
    }
    return all;
  }

  /** What was trained and how, for people. */
  Map<String, String> configuration() {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("data", Flights.name(data));
    shown.put("rate", pace.toString());
    shown.put("workers", String.valueOf(parallelism()));
    for (Option<?> option : SHOWN) {
      shown.put(option.name().replace('-', ' '), option.textIn(training));
    }
    return shown;
  }
}
