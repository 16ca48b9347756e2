// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.ArgumentValues;
import io.flinksgd.argument.Range;
import io.flinksgd.argument.Signature;
import org.apiguardian.api.API;

/**
 * AdaGrad (Duchi, Hazan, Singer, JMLR 2011, diagonal form): {@code n <- n + g^2}, {@code w <- w -
 * rate * g / (sqrt(n) + epsilon)}, followed by the proximal step of the penalty {@code l1 |w| + l2
 * w^2 / 2} at the coordinate's own rate (equation 4 there). State: the weight and {@code n}.
 *
 * <p>With local steps an example of importance {@code h} adds {@code h g^2} to {@code n}, as {@code
 * h} examples would, and its step is importance-aware at the rates that follow, see {@link
 * MarginLoss#move}; with {@code update=plain} it is {@code h g} at these rates.
 *
 * <p>Immutable, of any thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class AdaGrad implements Optimizer {
  private static final long serialVersionUID = 1L;

  private static final Argument<Double> RATE =
      LearningRate.argument(
          0.1, "Learning rate, divided by the root of each coordinate's sum of squared gradients.");
  private static final Argument<Double> EPSILON =
      Argument.number("epsilon", 1e-8, Range.NOT_NEGATIVE, "Added to that root.");

  static final Signature SIGNATURE =
      Signature.of(
              "adagrad",
              "A rate for each coordinate, which falls with its gradients.",
              RATE,
              EPSILON,
              Penalty.L1,
              Penalty.L2,
              Update.ARGUMENT,
              ScaleFree.ARGUMENT)
          .and(LearningRate.SCHEDULE);

  private final LearningRate rate;
  private final float epsilon;
  private final float l1;
  private final float l2;
  private final boolean invariant;
  private final ArgumentValues arguments;

  private AdaGrad(ArgumentValues arguments) {
    this.rate = LearningRate.of(RATE, arguments);
    this.epsilon = arguments.number(EPSILON);
    this.l1 = arguments.number(Penalty.L1);
    this.l2 = arguments.number(Penalty.L2);
    this.invariant = Update.isInvariant(arguments);
    this.arguments = arguments;
  }

  static Optimizer of(ArgumentValues arguments) {
    return ScaleFree.around(new AdaGrad(arguments), arguments);
  }

  /**
   * AdaGrad at a constant rate.
   *
   * @throws IllegalArgumentException if {@code rate} is not {@code > 0} and finite
   */
  public static Optimizer of(double rate) {
    return of(SIGNATURE.with(RATE.to(rate)));
  }

  @Override
  public int stride() {
    return 2;
  }

  @Override
  public boolean additive() {
    return true;
  }

  @Override
  public boolean squares(int slot) {
    return slot == 1;
  }

  @Override
  public float weight(float[] block, int at) {
    return block[at];
  }

  @Override
  public void update(float[] block, int at, float gradient, float rate) {
    step(block, at, gradient, rate, l1, l2);
  }

  @Override
  public boolean penalises() {
    return l1 > 0 || l2 > 0;
  }

  @Override
  public void updateUnpenalised(float[] block, int at, float gradient, float rate) {
    step(block, at, gradient, rate, 0f, 0f);
  }

  private void step(float[] block, int at, float g, float rate, float l1, float l2) {
    // a sum of changes from stale copies may round below zero
    float n = Math.max(0f, block[at + 1]) + g * g;
    block[at + 1] = n;
    if (n > 0) {
      float step = rate / ((float) Math.sqrt(n) + epsilon);
      block[at] = Penalty.shrink(block[at] - step * g, step * l1, step * l2);
    }
  }

  @Override
  public ExampleSteps steps(MarginLoss loss) {
    return new AdaGradSteps(loss, invariant, epsilon, l1, l2);
  }

  @Override
  public float rate(long examples) {
    return rate.at(examples);
  }

  @Override
  public boolean readsStateOf(Optimizer other) {
    return other instanceof AdaGrad;
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
