// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.bounds;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.flinksgd.consistency.ConvergenceBound;
import io.flinksgd.consistency.ElasticConstant;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flink-sgd bounds}. */
@Command(
    name = "bounds",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Says what stale views cost by the theorems of elastic consistency: the constant B of a"
          + " scheme, the rate of convergence with it, the learning rate, and after how many steps"
          + " stale views cost less than a tenth of what the noise of gradients does.",
      "Schemes: synchronous, bounded-delay (--tau), delayed-updates (--tau), quorum (--missing),"
          + " predicted-quorum (--missing), shared-memory (--tau), error-feedback (--gamma), top-k"
          + " (--keep, --dimension), one-bit (--dimension), quantised (--levels, --dimension),"
          + " elastic-scheduler (--beta), predicted-scheduler, elastic-bound (--bound)."
          + " Several, separated by commas, add up."
    })
public final class BoundsCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(names = "--workers", paramLabel = "P", required = true, description = "Workers.")
  private int workers;

  @Option(
      names = "--scheme",
      paramLabel = "NAME,...",
      split = ",",
      required = true,
      description = "How views come to differ from the model.")
  private List<String> schemes;

  @Option(names = "--tau", paramLabel = "TAU", description = "Largest delay, in rounds or updates.")
  private Integer tau;

  @Option(names = "--missing", paramLabel = "F", description = "Gradients that a round may lack.")
  private Integer missing;

  @Option(
      names = "--beta",
      paramLabel = "BETA",
      description = "Part of the norm that is waited for.")
  private Double beta;

  @Option(names = "--bound", paramLabel = "B", description = "The constant that is enforced.")
  private Double chosen;

  @Option(names = "--gamma", paramLabel = "GAMMA", description = "Contraction of the compressor.")
  private Double gamma;

  @Option(names = "--keep", paramLabel = "K", description = "Coordinates that top-k keeps.")
  private Integer kept;

  @Option(names = "--levels", paramLabel = "S", description = "Levels of quantisation.")
  private Integer levels;

  @Option(names = "--dimension", paramLabel = "N", description = "Coordinates of the model.")
  private Integer dimension;

  @Option(
      names = "--moment",
      paramLabel = "M",
      description = "Second moment of gradients, as a norm: E||g||^2 <= M^2.")
  private Double moment;

  @Option(
      names = "--variance",
      paramLabel = "S",
      required = true,
      description = "Variance of gradients, as a norm: E||g - grad f||^2 <= S^2.")
  private double deviation;

  @Option(
      names = "--smoothness",
      paramLabel = "L",
      required = true,
      description = "The gradient of f changes by at most L for each unit of distance.")
  private double smoothness;

  @Option(
      names = "--gap0",
      paramLabel = "D",
      required = true,
      description = "f at the beginning, less its minimum.")
  private double gap0;

  @Option(
      names = "--steps",
      paramLabel = "T",
      description = "Steps for which the rate is predicted. By default the horizon.")
  private Double steps;

  @Option(
      names = "--convexity",
      paramLabel = "C",
      description = "f is strongly convex with C: predicts the distance to its minimum too.")
  private Double convexity;

  @Option(
      names = "--distance0",
      paramLabel = "R",
      description = "Distance to the minimum at the beginning. By default sqrt(2 D / C), its most.")
  private Double distance0;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (moment != null && deviation > moment) {
      throw new IllegalArgumentException(
          "variance must be <= moment " + moment + ": variance=" + deviation);
    }
    ElasticConstant bound =
        schemes.stream()
            .map(each -> Scheme.parse(each).bound(new Given(each)))
            .reduce(ElasticConstant::plus)
            .orElseThrow();
    Prediction prediction =
        Prediction.of(
            String.join(",", schemes),
            new ConvergenceBound(workers, smoothness, deviation, gap0, bound),
            Optional.ofNullable(steps),
            Optional.ofNullable(convexity),
            Optional.ofNullable(distance0));
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(
          new ObjectMapper()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(prediction.json()));
    } else {
      out.print(prediction.text());
    }
    out.flush();
    return 0;
  }

  private final class Given implements Scheme.Numbers {
    private final String scheme;

    Given(String scheme) {
      this.scheme = scheme;
    }

    private <T> T given(T value, String option) {
      if (value == null) {
        throw new IllegalArgumentException(option + " must be given: scheme=" + scheme);
      }
      return value;
    }

    @Override
    public int workers() {
      return workers;
    }

    @Override
    public int tau() {
      return given(tau, "--tau");
    }

    @Override
    public int missing() {
      return given(missing, "--missing");
    }

    @Override
    public int kept() {
      return given(kept, "--keep");
    }

    @Override
    public int levels() {
      return given(levels, "--levels");
    }

    @Override
    public int dimension() {
      return given(dimension, "--dimension");
    }

    @Override
    public double gamma() {
      return given(gamma, "--gamma");
    }

    @Override
    public double beta() {
      return given(beta, "--beta");
    }

    @Override
    public double chosen() {
      return given(chosen, "--bound");
    }

    @Override
    public double moment() {
      return given(moment, "--moment");
    }

    @Override
    public double deviation() {
      return deviation;
    }
  }
}
