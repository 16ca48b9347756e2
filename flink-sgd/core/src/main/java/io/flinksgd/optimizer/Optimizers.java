// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import io.flinksgd.argument.Arguments;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Optimizers by name:
 *
 * <ul>
 *   <li>{@code sgd:rate=0.05,l1=0,l2=0,update=invariant,scale-free=false} and a schedule
 *   <li>{@code adagrad:rate=0.1,epsilon=1e-8,l1=0,l2=0,update=invariant,scale-free=false} and a
 *       schedule
 *   <li>{@code momentum:rate=0.05,momentum=0.9,weight-decay=0} and a schedule; {@code nesterov:}
 *       likewise
 *   <li>{@code adam:rate=0.001,beta1=0.9,beta2=0.999,epsilon=1e-8,weight-decay=0} and a schedule
 *   <li>{@code ftrl:alpha=1,beta=1,l1=0,l2=0,update=invariant}
 * </ul>
 *
 * <p>Schedules, in examples: {@code decay=power,power=0.5,scale=1e5}; {@code
 * decay=exponential,half-life=1e6,floor=0}; {@code decay=step,every=1e6,factor=0.1}; {@code
 * decay=cosine,length=1e6,floor=0}; and {@code warm-up=1000} with any.
 *
 * <p>{@code update=invariant} steps as {@link MarginLoss#move} says, {@code update=plain} by the
 * gradient, however far that goes. {@code scale-free=true} makes the units of features of no
 * account, and needs local steps.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Optimizers {
  private static final List<String> NAMES =
      List.of("sgd", "momentum", "nesterov", "adam", "adagrad", "ftrl");

  private Optimizers() {}

  /**
   * Reads a text form.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  public static Optimizer parse(String text) {
    return read(spec(text), text.trim());
  }

  /**
   * The text of an optimizer with all its arguments, so that it means the same when defaults have
   * changed. Of an optimizer that is not made by its text, the text as it is.
   */
  public static String inFull(Optimizer optimizer) {
    Arguments spec = spec(optimizer.spec());
    if (!NAMES.contains(spec.name())) {
      return optimizer.spec();
    }
    read(spec, optimizer.spec());
    return spec.inFull();
  }

  private static Arguments spec(String text) {
    Arguments spec = Arguments.parse("optimizer", text);
    return spec.positional(spec.name().equals("ftrl") ? "alpha" : "rate");
  }

  private static Optimizer read(Arguments spec, String text) {
    return spec.made(() -> named(spec, text));
  }

  private static Optimizer named(Arguments spec, String text) {
    return switch (spec.name()) {
      case "sgd" ->
          scaleFree(
              spec,
              new Sgd(
                  schedule(spec, 0.05),
                  number(spec, "l1", 0),
                  number(spec, "l2", 0),
                  invariant(spec),
                  text));
      case "adagrad" ->
          scaleFree(
              spec,
              new AdaGrad(
                  schedule(spec, 0.1),
                  number(spec, "epsilon", 1e-8),
                  number(spec, "l1", 0),
                  number(spec, "l2", 0),
                  invariant(spec),
                  text));
      case "momentum", "nesterov" ->
          new Momentum(
              schedule(spec, 0.05),
              number(spec, "momentum", 0.9),
              number(spec, "weight-decay", 0),
              spec.name().equals("nesterov"),
              text);
      case "adam" ->
          new Adam(
              schedule(spec, 0.001),
              number(spec, "beta1", 0.9),
              number(spec, "beta2", 0.999),
              number(spec, "epsilon", 1e-8),
              number(spec, "weight-decay", 0),
              text);
      case "ftrl" ->
          new FtrlProximal(
              number(spec, "alpha", 1),
              number(spec, "beta", 1),
              number(spec, "l1", 0),
              number(spec, "l2", 0),
              invariant(spec),
              text);
      default -> throw spec.unknown(NAMES.toArray(String[]::new));
    };
  }

  private static boolean invariant(Arguments spec) {
    return choice(spec, "update", "invariant", "plain");
  }

  private static Optimizer scaleFree(Arguments spec, Optimizer inner) {
    return choice(spec, "scale-free", "false", "true") ? inner : new ScaleFree(inner);
  }

  /** Whether an argument is the first of two, which it is by default. */
  private static boolean choice(Arguments spec, String key, String first, String second) {
    String value = spec.text(key, first);
    if (!value.equals(first) && !value.equals(second)) {
      throw new IllegalArgumentException(
          "%s must be %s or %s: %s=%s".formatted(key, first, second, key, value));
    }
    return value.equals(first);
  }

  private static LearningRate schedule(Arguments spec, double rateOtherwise) {
    float rate = number(spec, "rate", rateOtherwise);
    String decay = spec.text("decay", "constant");
    LearningRate schedule =
        switch (decay) {
          case "constant" -> new LearningRate.Constant(rate);
          case "power" ->
              new LearningRate.Power(rate, number(spec, "power", 0.5), number(spec, "scale", 1e5));
          case "exponential" ->
              new LearningRate.Exponential(
                  rate, number(spec, "half-life", 1e6), number(spec, "floor", 0));
          case "step" ->
              new LearningRate.Staircase(
                  rate, number(spec, "every", 1e6), number(spec, "factor", 0.1));
          case "cosine" ->
              new LearningRate.Cosine(rate, number(spec, "length", 1e6), number(spec, "floor", 0));
          default ->
              throw new IllegalArgumentException(
                  "decay must be constant, power, exponential, step or cosine: decay=" + decay);
        };
    float warmUp = number(spec, "warm-up", 0);
    return warmUp == 0 ? schedule : new LearningRate.WarmUp(warmUp, schedule);
  }

  private static float number(Arguments spec, String key, double otherwise) {
    return (float) spec.number(key, otherwise);
  }

  /**
   * The weight nearest to {@code w}, in squares over two, plus {@code l1 |.| + l2 (.)^2 / 2}: moved
   * towards zero by {@code l1}, where it stops, and divided by {@code 1 + l2}.
   */
  static float shrink(float w, float l1, float l2) {
    float moved = l1 == 0 ? w : Math.signum(w) * Math.max(0f, Math.abs(w) - l1);
    return l2 == 0 ? moved : moved / (1 + l2);
  }

  static float positive(String name, float value) {
    if (!(value > 0) || Float.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be > 0 and finite: " + name + "=" + value);
    }
    return value;
  }

  static float lessThanOne(String name, float value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be >= 0 and < 1: " + name + "=" + value);
    }
    return value;
  }

  static float notNegative(String name, float value) {
    if (!(value >= 0) || Float.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be >= 0 and finite: " + name + "=" + value);
    }
    return value;
  }
}
