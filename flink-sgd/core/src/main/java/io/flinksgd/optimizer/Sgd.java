// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.ArgumentValues;
import io.flinksgd.argument.Signature;
import org.apiguardian.api.API;

/**
 * Stochastic gradient descent: {@code w <- w - rate * g}, followed by the proximal step of the
 * penalty {@code l1 |w| + l2 w^2 / 2}: {@code w} moves towards zero by {@code rate * l1}, stops
 * there, and is divided by {@code 1 + rate * l2}, so that no penalty can overshoot (Duchi and
 * Singer, JMLR 2009). Only coordinates that an example touches are penalised. State: the weight.
 *
 * <p>By default steps on examples are importance-aware, see {@link MarginLoss#move}; with {@code
 * update=plain} they are those of the gradient, however far they go.
 *
 * <p>Immutable, of any thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Sgd implements Optimizer {
  private static final long serialVersionUID = 1L;

  private static final Argument<Double> RATE =
      LearningRate.argument(0.05, "Learning rate: a step is so many gradients long.");

  static final Signature SIGNATURE =
      Signature.of(
              "sgd",
              "Stochastic gradient descent.",
              RATE,
              Penalty.L1,
              Penalty.L2,
              Update.ARGUMENT,
              ScaleFree.ARGUMENT)
          .and(LearningRate.SCHEDULE);

  private final LearningRate rate;
  private final float l1;
  private final float l2;
  private final boolean plain;
  private final boolean invariant;
  private final ArgumentValues arguments;

  private Sgd(ArgumentValues arguments) {
    this.rate = LearningRate.of(RATE, arguments);
    this.l1 = arguments.number(Penalty.L1);
    this.l2 = arguments.number(Penalty.L2);
    this.plain = l1 == 0 && l2 == 0;
    this.invariant = Update.isInvariant(arguments);
    this.arguments = arguments;
  }

  static Optimizer of(ArgumentValues arguments) {
    return ScaleFree.around(new Sgd(arguments), arguments);
  }

  /** SGD at its default rate, which is constant. */
  public static Optimizer standard() {
    return of(SIGNATURE.with(RATE.toDefault()));
  }

  /**
   * SGD at a constant rate.
   *
   * @throws IllegalArgumentException if {@code rate} is not {@code > 0} and finite
   */
  public static Optimizer of(double rate) {
    return of(SIGNATURE.with(RATE.to(rate)));
  }

  @Override
  public int stride() {
    return 1;
  }

  @Override
  public boolean additive() {
    return true;
  }

  /**
   * Each plain step multiplies the distance by {@code 1 - rate c} along what is not penalised, such
   * as an intercept; L2 brings only the rest nearer.
   */
  @Override
  public float steepest(float rate) {
    return invariant ? Float.POSITIVE_INFINITY : 2 / rate;
  }

  @Override
  public float weight(float[] block, int at) {
    return block[at];
  }

  @Override
  public void update(float[] block, int at, float gradient, float rate) {
    float w = block[at] - rate * gradient;
    block[at] = plain ? w : Penalty.shrink(w, rate * l1, rate * l2);
  }

  @Override
  public boolean penalises() {
    return !plain;
  }

  @Override
  public void updateUnpenalised(float[] block, int at, float gradient, float rate) {
    block[at] -= rate * gradient;
  }

  @Override
  public float rate(long examples) {
    return rate.at(examples);
  }

  @Override
  public float predictedChange(float last, float gradient, float rate) {
    return -rate * gradient;
  }

  @Override
  public boolean oneRate() {
    return true;
  }

  @Override
  public ExampleSteps steps(MarginLoss loss) {
    return new SgdSteps(loss, invariant, l1, l2);
  }

  @Override
  public boolean importanceAware() {
    return invariant;
  }

  @Override
  public boolean readsStateOf(Optimizer other) {
    return other instanceof Sgd;
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
