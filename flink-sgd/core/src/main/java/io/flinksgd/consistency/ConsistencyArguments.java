// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.ArgumentValues;
import io.flinksgd.argument.Catalogue;
import io.flinksgd.argument.Signature;
import io.flinksgd.consistency.Threshold.Unit;
import java.util.List;

/** The text forms of policies, see {@link Consistency}. */
final class ConsistencyArguments {
  private static final String BLOCK = "block";
  private static final String VARIANCE = "variance";

  private static final Argument<Integer> MISSING =
      Argument.whole(
          "missing",
          "Pushes that a round does not wait for; at least 1, and fewer than there are workers.");

  private static final Argument<Double> BETA =
      Argument.number("beta", 0.8, "Share of the norm that is waited for, in [0, 1].");
  private static final Argument<String> LEVEL =
      Argument.choice(
          "level",
          List.of("server", BLOCK),
          "server: a round closes when its pushes carry beta of its norm. block: a worker starts a"
              + " step when the blocks of its view that have arrived carry beta of its last"
              + " gradient's norm.");
  private static final Argument<String> PREDICTION =
      Argument.choice(
              "bound",
              List.of("norm", VARIANCE),
              "norm: what is missing is left out. variance: a worker's own change stands for it"
                  + " until it arrives.")
          .unset("norm; variance with level=block");

  private static final Argument<Integer> TAU =
      Argument.whole("tau", "Steps of each other worker that a view may lack; at least 1.");

  private static final Argument<Double> BOUND =
      Argument.number(
              "bound", "B: the gap is at most B times the learning rate. In gradient norms, > 0.")
          .unset("one of bound and gap must be given");
  private static final Argument<Double> GAP =
      Argument.number("gap", "The largest gap. In the unit of parameters, > 0.")
          .unset("one of bound and gap must be given");
  private static final Argument<Double> CLIP =
      Argument.numberOr(
              "off",
              Double.POSITIVE_INFINITY,
              "clip",
              "The most that one step may change the parameters, in the unit of bound or gap; at"
                  + " most its part of the bound for each worker. off: anything, so that a gap"
                  + " above the bound is possible, measured and counted.")
          .unset("what its worker's part of the bound has left");

  static final Catalogue<Consistency> ALL =
      Catalogue.<Consistency>of("consistency")
          .add(
              Signature.of("synchronous", "Rounds that all workers take part in."),
              arguments -> Consistency.synchronous())
          .add(
              Signature.of("quorum", "Rounds that do not wait for some of the pushes.", MISSING),
              arguments -> Consistency.quorum(arguments.get(MISSING)))
          .add(
              Signature.of(
                  "elastic-scheduler",
                  "Rounds that wait for a share of the norm.",
                  BETA,
                  LEVEL,
                  PREDICTION),
              ConsistencyArguments::scheduler)
          .add(
              Signature.of("bounded-delay", "A view may lack so many steps.", TAU),
              arguments -> Consistency.boundedDelay(arguments.get(TAU)))
          .add(
              Signature.of(
                  "elastic-bound",
                  "The norm of what a view lacks is bounded, for every step.",
                  BOUND,
                  GAP,
                  CLIP),
              ConsistencyArguments::elasticBound)
          .add(
              Signature.of("asynchronous", "Nobody waits, and nothing is bounded."),
              arguments -> Consistency.asynchronous());

  private ConsistencyArguments() {}

  private static Consistency scheduler(ArgumentValues arguments) {
    double beta = arguments.get(BETA);
    boolean block = arguments.get(LEVEL).equals(BLOCK);
    boolean predicts = arguments.find(PREDICTION).map(VARIANCE::equals).orElse(block);
    return block
        ? new BlockSchedulerPolicy(new BlockRule(beta, predicts))
        : new ElasticSchedulerPolicy(beta, predicts);
  }

  private static Consistency elasticBound(ArgumentValues arguments) {
    double gap = arguments.find(GAP).orElse(0.0);
    double bound = arguments.find(BOUND).orElse(0.0);
    if ((gap != 0) == (bound != 0)) {
      throw new IllegalArgumentException(
          "elastic-bound needs B, in gradient norms, or gap=G, in parameter units: bound=%s gap=%s"
              .formatted(bound, gap));
    }
    double clip = arguments.find(CLIP).orElse(0.0);
    return gap != 0
        ? new ElasticBoundPolicy(gap, clip, Unit.PARAMETERS)
        : new ElasticBoundPolicy(bound, clip, Unit.GRADIENT_NORMS);
  }
}
