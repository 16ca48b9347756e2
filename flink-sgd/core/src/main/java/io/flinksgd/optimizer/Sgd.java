// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import java.util.Objects;
import org.apiguardian.api.API;

/**
 * Stochastic gradient descent: {@code w <- w - rate * g}, followed by the proximal step of the
 * penalty {@code l1 |w| + l2 w^2 / 2}: {@code w} moves towards zero by {@code rate * l1}, stops
 * there, and is divided by {@code 1 + rate * l2}, so that no penalty can overshoot (Duchi and
 * Singer, JMLR 2009). Only coordinates that an example touches are penalised. State: the weight.
 *
 * <p>By default steps on examples are importance-aware, see {@link MarginLoss#move}; with {@code
 * update=plain} they are those of the gradient, however far they go.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Sgd implements Optimizer {
  private static final long serialVersionUID = 1L;

  private final LearningRate rate;
  private final float l1;
  private final float l2;
  private final boolean plain;
  private final boolean invariant;
  private final String spec;

  Sgd(LearningRate rate, float l1, float l2, boolean invariant, String spec) {
    this.rate = Objects.requireNonNull(rate, "rate");
    this.l1 = Optimizers.notNegative("l1", l1);
    this.l2 = Optimizers.notNegative("l2", l2);
    this.plain = l1 == 0 && l2 == 0;
    this.invariant = invariant;
    this.spec = spec;
  }

  /** SGD at a constant rate. */
  public static Optimizer of(double rate) {
    return Optimizers.parse("sgd:rate=" + rate);
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
    block[at] = plain ? w : Optimizers.shrink(w, rate * l1, rate * l2);
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
  public float expected(float last, float gradient, float rate) {
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
    return spec;
  }
}
