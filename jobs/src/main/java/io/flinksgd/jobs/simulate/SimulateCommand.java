// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.simulate;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.simulation.Durations;
import io.flinksgd.simulation.Network;
import io.flinksgd.simulation.Objective;
import io.flinksgd.simulation.Outcome;
import io.flinksgd.simulation.Scenario;
import io.flinksgd.simulation.Scenario.Failures;
import io.flinksgd.simulation.Scenario.Idleness;
import io.flinksgd.simulation.TimeDistribution;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.MemorySize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flink-sgd simulate}. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Trains with each policy on a simulated clock: the loop's own workers and servers, without"
          + " Flink and without waiting. The same seed gives the same result to the bit.",
      "DIST is a time: constant:10ms, exponential:10ms, lognormal:10ms,sigma=0.5,"
          + " pareto:10ms,shape=1.5, stragglers:10ms,workers=1,share=0.3,delay=50ms or"
          + " one-slow:10ms,factor=8."
    })
public final class SimulateCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--policy",
      paramLabel = "NAME[:ARG]",
      description =
          "How stale views may be, as for --consistency; once for each. Default: synchronous,"
              + " bounded-delay:4, elastic-bound:4, asynchronous.")
  private List<String> policies =
      List.of("synchronous", "bounded-delay:4", "elastic-bound:4", "asynchronous");

  @Option(
      names = "--workers",
      paramLabel = "P",
      defaultValue = "64",
      description = "Default: ${DEFAULT-VALUE}.")
  private int workers;

  @Option(
      names = "--servers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Default: ${DEFAULT-VALUE}.")
  private int servers;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Of all workers together. Default: ${DEFAULT-VALUE}.")
  private long steps;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--objective",
      paramLabel = "NAME[:k=v,...]",
      defaultValue = "quadratic",
      description =
          "quadratic:32,condition=10,noise=0.5, logistic:32 or sparse:1000,active=8. Default:"
              + " ${DEFAULT-VALUE}.")
  private String objective;

  @Option(
      names = "--compute",
      paramLabel = "DIST",
      defaultValue = "lognormal:10ms,sigma=0.3",
      description = "Time of a worker's step. Default: ${DEFAULT-VALUE}.")
  private String compute;

  @Option(
      names = "--network",
      paramLabel = "DIST",
      defaultValue = "lognormal:200us,sigma=0.3",
      description = "Time of a message on its way. Default: ${DEFAULT-VALUE}.")
  private String network;

  @Option(
      names = "--bandwidth",
      paramLabel = "SIZE",
      description = "Of each worker's and server's link, each way, in a second. Default: no limit.")
  private String bandwidth;

  @Option(
      names = "--loss",
      paramLabel = "PART",
      defaultValue = "0",
      description = "Part of the messages that are lost and sent again. Default: ${DEFAULT-VALUE}.")
  private double loss;

  @Option(
      names = "--retry",
      paramLabel = "TIME",
      defaultValue = "10ms",
      description = "After which a lost message is sent again. Default: ${DEFAULT-VALUE}.")
  private String retry;

  @Option(
      names = "--service",
      paramLabel = "DIST",
      defaultValue = "constant:0ms",
      description = "Time of a message at a server. Default: ${DEFAULT-VALUE}.")
  private String service;

  @Option(
      names = "--idle",
      paramLabel = "DIST",
      description = "Time that a worker has no input now and then; see --idle-share.")
  private String idle;

  @Option(
      names = "--idle-share",
      paramLabel = "PART",
      defaultValue = "0.001",
      description = "Part of the examples with which that begins. Default: ${DEFAULT-VALUE}.")
  private double idleShare;

  @Option(
      names = "--crashes",
      paramLabel = "DIST",
      description = "Time from one crash to the next. Default: none.")
  private String crashes;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "With --crashes. Default: ${DEFAULT-VALUE}.")
  private String checkpointInterval;

  @Option(
      names = "--restart",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "From a crash to going on at the last checkpoint. Default: ${DEFAULT-VALUE}.")
  private String restart;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME[:k=v,...]",
      defaultValue = "sgd:rate=0.5,update=plain",
      description = "Default: ${DEFAULT-VALUE}.")
  private String optimizer;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8",
      description = "Examples in a step. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--pipeline-depth",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Steps that a worker may have in flight, 1 for policies with rounds. Default:"
              + " ${DEFAULT-VALUE}.")
  private int pipelineDepth;

  @Option(
      names = "--local-steps",
      paramLabel = "true|false",
      arity = "1",
      defaultValue = "false",
      description = "Step example by example on the view. Default: ${DEFAULT-VALUE}.")
  private boolean localSteps;

  @Option(
      names = "--push-weight",
      paramLabel = "parallel|single",
      defaultValue = "parallel",
      description = "How much of a step the model takes. Default: ${DEFAULT-VALUE}.")
  private PushWeight pushWeight;

  @Option(
      names = "--gap-sampling",
      paramLabel = "N",
      defaultValue = "1",
      description = "The gap of every N-th push of a worker is measured. Default: all.")
  private int gapSampling;

  @Option(
      names = "--target",
      paramLabel = "LOSS",
      defaultValue = "0.01",
      description = "Loss above the least, to which the time is given. Default: ${DEFAULT-VALUE}.")
  private double target;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Policies simulated at a time. Default: one for each processor.")
  private Integer threads;

  @Option(names = "--json", paramLabel = "FILE", description = "Where the figures go.")
  private Path json;

  @Option(
      names = "--chart",
      paramLabel = "FILE",
      description = "Where a page of HTML with the curves goes.")
  private Path chart;

  @Override
  public Integer call() throws Exception {
    Objective problem = Objective.parse(objective, seed);
    List<Scenario> scenarios = new ArrayList<>();
    for (String each : policies) {
      scenarios.add(scenario(problem, Consistency.parse(each)));
    }
    int atOnce = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    if (atOnce < 1) {
      throw new IllegalArgumentException("threads must be >= 1: threads=" + atOnce);
    }
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be >= 1: steps=" + steps);
    }
    PrintWriter out = command.commandLine().getOut();
    out.println(title());
    List<Outcome> outcomes;
    try (Bench bench = new Bench(atOnce, new Progress(out, columns(), steps))) {
      outcomes = bench.run(problem, scenarios, steps);
    }
    String table = Table.of(outcomes, target);
    out.print(table);
    if (json != null) {
      Figures.write(json, outcomes, configuration());
      out.println("figures: " + json);
    }
    if (chart != null) {
      Chart.write(chart, title(), table, outcomes, configuration());
      out.println("chart: " + chart);
    }
    out.flush();
    return 0;
  }

  private Scenario scenario(Objective problem, Consistency policy) {
    TrainingSpec spec =
        TrainingSpec.of(problem.model())
            .optimizer(Optimizers.parse(optimizer))
            .consistency(policy)
            .batch(batch)
            .pipelineDepth(policy.rounds() ? 1 : pipelineDepth)
            .localSteps(localSteps)
            .pushWeight(pushWeight)
            .gapSampling(gapSampling)
            .pageSize(16);
    Scenario scenario =
        Scenario.of(spec, workers, servers, seed)
            .times(
                TimeDistribution.parse("compute", compute),
                TimeDistribution.parse("service", service),
                new Network(
                    TimeDistribution.parse("network", network),
                    bandwidth == null
                        ? Double.POSITIVE_INFINITY
                        : MemorySize.parse(bandwidth).getBytes(),
                    loss,
                    Durations.parse("retry", retry)));
    if (idle != null) {
      scenario = scenario.idle(new Idleness(idleShare, TimeDistribution.parse("idle", idle)));
    }
    if (crashes != null) {
      scenario =
          scenario.failing(
              new Failures(
                  TimeDistribution.parse("crashes", crashes),
                  Durations.parse("checkpoint-interval", checkpointInterval),
                  Durations.parse("restart", restart)));
    }
    return scenario;
  }

  private String title() {
    return String.format(
        Locale.ROOT,
        "%,d workers, %,d steps of %d examples, %s, compute %s, network %s, seed %d",
        workers,
        steps,
        batch,
        objective,
        compute,
        network,
        seed);
  }

  /** Every option, in the order of the help. */
  private Map<String, String> configuration() {
    Map<String, String> all = new LinkedHashMap<>();
    command
        .options()
        .forEach(
            option -> {
              Object value = option.getValue();
              if (value != null && option.arity().max() == 1) {
                all.put(option.longestName().substring(2), String.valueOf(value));
              }
            });
    all.remove("json");
    all.remove("chart");
    all.remove("threads");
    return all;
  }

  private static int columns() {
    return Integer.getInteger("flink-sgd.columns", 0);
  }
}
