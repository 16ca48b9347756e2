// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import io.flinksgd.jobs.OptionLine;
import io.flinksgd.jobs.flights.Flights;
import io.flinksgd.jobs.local.ListenOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flink-sgd demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Learns, flight by flight, which flights will arrive late.",
      "Starts a Kafka broker and a Flink cluster of its own, feeds them US flights of January"
          + " 2001, and leaves report.html and summary.json."
    })
public final class DemoCommand implements Callable<Integer> {
  /** Set by the launcher: the width of the terminal, 0 when there is none. */
  private static final String COLUMNS = "flink-sgd.columns";

  @Spec private CommandSpec command;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "CSV of the columns departure,delay,distance,origin,destination, plain or gzipped."
              + " Default: 200,000 flights that come with the demo.")
  private Path data;

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "Flights to feed. Default: all of the data.")
  private Long records;

  @Option(
      names = "--rate",
      paramLabel = "R|max",
      defaultValue = "10000",
      description = "Flights a second. Default: ${DEFAULT-VALUE}.")
  private String rate;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "demo-output",
      description = "Where report, summary and log go. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Option(
      names = "--keep-running",
      description = "Leave Kafka, Flink and the job running afterwards, until Ctrl-C.")
  private boolean keepRunning;

  @Mixin private ListenOption listen;

  /** Adds the training options to {@code demo}. */
  public static void complete(CommandSpec demo) {
    OptionLine.addTrainingTo(demo, Plan.defaults());
  }

  @Override
  public Integer call() throws Exception {
    Configuration options = Plan.defaults();
    OptionLine.read(command.commandLine().getParseResult(), options);
    Plan plan = new Plan(data, records(), Pace.parse(rate), output, keepRunning, options);
    Terminal terminal =
        new Terminal(System.out, Integer.getInteger(COLUMNS, 0), System.getenv(), plan.records());
    return new Demo(plan, terminal, listen).run() ? 0 : 1;
  }

  /** What is asked for, or what there is when that is less; a file is never fed twice. */
  private long records() throws IOException {
    if (records != null && records < 1) {
      throw new IllegalArgumentException("records must be >= 1: records=" + records);
    }
    long asked = records == null ? Long.MAX_VALUE : records;
    long there = Flights.count(data, asked);
    if (there == 0) {
      throw new IllegalArgumentException("data has no flights: data=" + Flights.name(data));
    }
    if (records != null && there < asked) {
      System.out.printf(
          Locale.ROOT,
          "%s has %,d flights, not %,d: feeding those.%n",
          Flights.name(data),
          there,
          asked);
    }
    return there;
  }
}
