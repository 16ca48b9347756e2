// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import io.flinksgd.argument.Arguments;
import io.flinksgd.consistency.Threshold.Unit;

/** Makes a policy of the arguments of its text form, see {@link Consistency}. */
final class ConsistencyArguments {
  private ConsistencyArguments() {}

  static Consistency read(Arguments arguments) {
    return switch (arguments.name()) {
      case "synchronous" -> Consistency.synchronous();
      case "quorum" -> Consistency.quorum(required(arguments, "missing"));
      case "elastic-scheduler" -> scheduler(arguments.positional("beta"));
      case "bounded-delay" -> Consistency.boundedDelay(required(arguments, "tau"));
      case "elastic-bound" -> elasticBound(arguments.positional("bound"));
      case "asynchronous" -> Consistency.asynchronous();
      default ->
          throw arguments.unknown(
              "synchronous",
              "quorum:F",
              "elastic-scheduler:BETA",
              "bounded-delay:TAU",
              "elastic-bound:B",
              "asynchronous");
    };
  }

  /** The number that makes the policy what it is. */
  private static int required(Arguments arguments, String key) {
    int value = arguments.positional(key).whole(key, -Integer.MAX_VALUE);
    if (value == -Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s must be given: consistency=%s".formatted(key, arguments.name()));
    }
    return value;
  }

  private static Consistency scheduler(Arguments arguments) {
    boolean block = oneOf("level", arguments.text("level", "server"), "server", "block");
    boolean predicts =
        oneOf("bound", arguments.text("bound", block ? "variance" : "norm"), "norm", "variance");
    double beta = arguments.number("beta", 0.8);
    return block
        ? new BlockSchedulerPolicy(new BlockRule(beta, predicts))
        : new ElasticSchedulerPolicy(beta, predicts);
  }

  private static boolean oneOf(String name, String value, String one, String other) {
    if (!value.equals(one) && !value.equals(other)) {
      throw new IllegalArgumentException(
          "%1$s must be %2$s or %3$s: %1$s=%4$s".formatted(name, one, other, value));
    }
    return value.equals(other);
  }

  private static Consistency elasticBound(Arguments arguments) {
    double gap = arguments.number("gap", 0);
    double bound = arguments.number("bound", 0);
    if ((gap != 0) == (bound != 0)) {
      throw new IllegalArgumentException(
          "elastic-bound needs B, in gradient norms, or gap=G, in parameter units: bound=%s gap=%s"
              .formatted(bound, gap));
    }
    double clip =
        arguments.says("clip", "off") ? Double.POSITIVE_INFINITY : arguments.number("clip", 0);
    return gap != 0
        ? new ElasticBoundPolicy(gap, clip, Unit.PARAMETERS)
        : new ElasticBoundPolicy(bound, clip, Unit.GRADIENT_NORMS);
  }
}
