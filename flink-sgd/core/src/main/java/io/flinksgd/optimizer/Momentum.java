// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.ArgumentValues;
import io.flinksgd.argument.Range;
import io.flinksgd.argument.Signature;
import org.apiguardian.api.API;

/**
 * SGD with momentum: {@code v <- momentum v + g}, {@code w <- w - rate v}; with Nesterov's
 * correction {@code w <- w - rate (g + momentum v)}, as Sutskever et al., ICML 2013, in the form
 * that PyTorch made usual. {@code g} is the gradient plus {@code weightDecay w}. State: the weight
 * and {@code v}.
 *
 * <p>Immutable, of any thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Momentum implements Optimizer {
  private static final long serialVersionUID = 1L;

  private static final Argument<Double> RATE =
      LearningRate.argument(0.05, "Learning rate: what a step takes of the velocity.");
  private static final Argument<Double> MOMENTUM =
      Argument.number(
          "momentum", 0.9, Range.LESS_THAN_ONE, "Part of the velocity that a step keeps.");
  private static final Argument<Double> WEIGHT_DECAY =
      Argument.number(
          "weight-decay", 0, Range.NOT_NEGATIVE, "Adds so many times the weight to its gradient.");

  static final Signature PLAIN = signature("momentum", "SGD that keeps a velocity.");
  static final Signature NESTEROV = signature("nesterov", "The same with Nesterov's correction.");

  private final LearningRate rate;
  private final float momentum;
  private final float weightDecay;
  private final boolean nesterov;
  private final ArgumentValues arguments;

  Momentum(ArgumentValues arguments) {
    this.rate = LearningRate.of(RATE, arguments);
    this.momentum = arguments.number(MOMENTUM);
    this.weightDecay = arguments.number(WEIGHT_DECAY);
    this.nesterov = arguments.name().equals(NESTEROV.name());
    this.arguments = arguments;
  }

  private static Signature signature(String name, String help) {
    return Signature.of(name, help, RATE, MOMENTUM, WEIGHT_DECAY).and(LearningRate.SCHEDULE);
  }

  /**
   * Momentum at a constant rate.
   *
   * @throws IllegalArgumentException if {@code rate} is not {@code > 0} and finite, or {@code
   *     momentum} not in [0, 1)
   */
  public static Optimizer of(double rate, double momentum) {
    return new Momentum(PLAIN.with(RATE.to(rate), MOMENTUM.to(momentum)));
  }

  @Override
  public int stride() {
    return 2;
  }

  /** A velocity made on a stale copy has forgotten less than the server's. */
  @Override
  public boolean additive() {
    return false;
  }

  /**
   * Where the recurrence {@code (w, v)} has an eigenvalue of -1: {@code 2 (1 + momentum) / rate}
   * (Polyak, 1964), with Nesterov's correction divided by {@code 1 + 2 momentum}.
   */
  @Override
  public float steepest(float rate) {
    float most = 2 * (1 + momentum) / rate;
    return (nesterov ? most / (1 + 2 * momentum) : most) - weightDecay;
  }

  @Override
  public float weight(float[] block, int at) {
    return block[at];
  }

  @Override
  public void update(float[] block, int at, float gradient, float rate) {
    updateUnpenalised(block, at, gradient + weightDecay * block[at], rate);
  }

  @Override
  public boolean penalises() {
    return weightDecay > 0;
  }

  @Override
  public void updateUnpenalised(float[] block, int at, float g, float rate) {
    float w = block[at];
    float v = momentum * block[at + 1] + g;
    block[at + 1] = v;
    block[at] = w - rate * (nesterov ? g + momentum * v : v);
  }

  /**
   * Exact at a constant rate without weight decay: {@code -rate v} is the last change. With
   * Nesterov's correction it is so where the gradient is that of the last step.
   */
  @Override
  public float predictedChange(float last, float gradient, float rate) {
    return momentum * last - rate * gradient;
  }

  @Override
  public float rate(long examples) {
    return rate.at(examples);
  }

  @Override
  public boolean readsStateOf(Optimizer other) {
    return other instanceof Momentum that && nesterov == that.nesterov;
  }

  @Override
  public String spec() {
    return arguments.text();
  }

  @Override
  public String inFull() {
    return arguments.inFull();
  }
}
