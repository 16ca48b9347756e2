// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import io.flinksgd.example.Example;
import io.flinksgd.jobs.local.Scratch;
import io.flinksgd.model.Models;
import io.flinksgd.spec.Reporting;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flink-sgd benchmark}. */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures training on this machine and prints ratios measured in one run.",
      "memory: jobs fed from memory against a plain Java loop, speed and log-loss by batch size,"
          + " weight and consistency.",
      "kafka: training on a topic against jobs that only read and parse it.",
      "straggler: policies side by side when one worker is slow.",
      "gradients: those of a network in a plain Java loop.",
      "freshness: from a version's commit on its topic until a running ML_PREDICT scores with it."
    })
public final class BenchmarkCommand implements Callable<Integer> {
  /** What networks are usually trained with. */
  private static final int NETWORK_BATCH = 64;

  /** Versions whose freshness is measured, in each mode. */
  private static final int VERSIONS = 200;

  private enum What {
    MEMORY,
    KAFKA,
    STRAGGLER,
    GRADIENTS,
    FRESHNESS
  }

  @Option(
      names = "--what",
      paramLabel = "memory|kafka|straggler|gradients|freshness",
      description = "By default all.")
  private What what;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "CSV of flights, as for the demo. By default its sample.")
  private Path data;

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "10000000",
      description =
          "Records of the topic, and examples of a run for speed at batch 256. Default:"
              + " ${DEFAULT-VALUE}.")
  private long records;

  @Option(
      names = "--parallelism",
      paramLabel = "P",
      defaultValue = "2",
      description = "Workers. Default: ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "--consistency",
      paramLabel = "NAME[:ARG],...",
      split = ",",
      defaultValue = "synchronous,bounded-delay:1,bounded-delay:4,asynchronous",
      description = "Policies of the memory benchmark. Default: ${DEFAULT-VALUE}.")
  private List<String> consistency;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME[:k=v,...]",
      defaultValue = "sgd:rate=0.07",
      description = "Of the memory benchmark. Default: ${DEFAULT-VALUE}.")
  private String optimizer;

  @Option(
      names = "--batches",
      paramLabel = "N,...",
      split = ",",
      description = "Of the memory benchmark. By default a range, in both weights.")
  private List<Integer> batches = List.of();

  @Option(
      names = "--push-weight",
      paramLabel = "parallel|single",
      defaultValue = "parallel",
      description = "With --batches. Default: ${DEFAULT-VALUE}.")
  private PushWeight pushWeight;

  @Option(
      names = "--gap-sampling",
      paramLabel = "N",
      description = "Of the memory benchmark. Default: ${DEFAULT-VALUE}.")
  private int gapSampling = Reporting.DEFAULT.gapSampling();

  @Option(
      names = "--target",
      paramLabel = "LOSS",
      defaultValue = "0.42",
      description =
          "Log-loss to which the straggler benchmark takes the time. Default: ${DEFAULT-VALUE}.")
  private double target;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "8",
      description = "Length of each run of the straggler benchmark. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8192",
      description = "Batch of the Kafka benchmark. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--network",
      paramLabel = "NAME[:k=v,...]",
      defaultValue = "lenet",
      description = "Of the gradients benchmark. Default: ${DEFAULT-VALUE}.")
  private String network;

  @Override
  public Integer call() throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Optional<Path> file = Optional.ofNullable(data);
    if (what == null || what == What.GRADIENTS) {
      new GradientLoop(Models.parse(network), parallelism, NETWORK_BATCH).run(out);
    }
    if (what == What.GRADIENTS) {
      return 0;
    }
    try (Scratch scratch = Scratch.create()) {
      if (what == null || what == What.FRESHNESS) {
        new Freshness(VERSIONS, scratch.directory()).print(out);
      }
      if (what == What.FRESHNESS) {
        return 0;
      }
      Example[] rows = Rows.load(file, Long.MAX_VALUE);
      if (what == null || what == What.MEMORY) {
        new SpeedQualityBenchmark(
                rows, records, parallelism, optimizer, gapSampling, scratch.directory(), out)
            .print(consistency, batches, pushWeight);
      }
      if (what == null || what == What.KAFKA) {
        new FromKafka(file, Math.max(records, 3_000_000), parallelism, scratch.directory(), out)
            .print(batch, 1, "asynchronous");
      }
      if (what == null || what == What.STRAGGLER) {
        new Stragglers(rows, optimizer, target, seconds * 1000L, scratch.directory(), out)
            .print(parallelism, batch, consistency);
      }
    }
    return 0;
  }
}
