// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.ArgumentValues;
import io.flinksgd.argument.Range;
import io.flinksgd.argument.Signature;
import org.apiguardian.api.API;

/**
 * Adam (Kingma and Ba, ICLR 2015, algorithm 1) with decoupled weight decay (Loshchilov and Hutter,
 * ICLR 2019):
 *
 * <pre>{@code
 * m <- beta1 m + (1 - beta1) g;   v <- beta2 v + (1 - beta2) g^2
 * w <- w - rate (m / c1 / (sqrt(v / c2) + epsilon) + weightDecay w)
 * }</pre>
 *
 * <p>The corrections {@code c = 1 - beta^t} count the steps {@code t} of the coordinate itself, and
 * are kept as such: {@code c <- beta c + (1 - beta)}. State: {@code w, m, v, c1, c2}.
 *
 * <p>Immutable, of any thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Adam implements Optimizer {
  private static final long serialVersionUID = 1L;

  private static final Argument<Double> RATE =
      LearningRate.argument(0.001, "Learning rate: about how far a step moves each weight.");
  private static final Argument<Double> BETA1 =
      Argument.number(
          "beta1", 0.9, Range.LESS_THAN_ONE, "Part of the mean of gradients that a step keeps.");
  private static final Argument<Double> BETA2 =
      Argument.number(
          "beta2",
          0.999,
          Range.LESS_THAN_ONE,
          "Part of the mean of squared gradients that a step keeps.");
  private static final Argument<Double> EPSILON =
      Argument.number("epsilon", 1e-8, Range.POSITIVE, "Added to the root of that mean.");
  private static final Argument<Double> WEIGHT_DECAY =
      Argument.number(
          "weight-decay",
          0,
          Range.NOT_NEGATIVE,
          "Each step shrinks a weight by rate * weight-decay of itself.");

  static final Signature SIGNATURE =
      Signature.of(
              "adam",
              "Steps by the mean of gradients over the root of the mean of their squares.",
              RATE,
              BETA1,
              BETA2,
              EPSILON,
              WEIGHT_DECAY)
          .and(LearningRate.SCHEDULE);

  private final LearningRate rate;
  private final float beta1;
  private final float beta2;
  private final float epsilon;
  private final float weightDecay;
  private final ArgumentValues arguments;

  Adam(ArgumentValues arguments) {
    this.rate = LearningRate.of(RATE, arguments);
    this.beta1 = arguments.number(BETA1);
    this.beta2 = arguments.number(BETA2);
    this.epsilon = arguments.number(EPSILON);
    this.weightDecay = arguments.number(WEIGHT_DECAY);
    this.arguments = arguments;
  }

  /**
   * Adam at a constant rate, with the constants of the paper.
   *
   * @throws IllegalArgumentException if {@code rate} is not {@code > 0} and finite
   */
  public static Optimizer of(double rate) {
    return new Adam(SIGNATURE.with(RATE.to(rate)));
  }

  @Override
  public int stride() {
    return 5;
  }

  @Override
  public boolean additive() {
    return false;
  }

  @Override
  public boolean squares(int slot) {
    return slot == 2;
  }

  @Override
  public float weight(float[] block, int at) {
    return block[at];
  }

  @Override
  public void update(float[] block, int at, float gradient, float rate) {
    step(block, at, gradient, rate, weightDecay);
  }

  @Override
  public boolean penalises() {
    return weightDecay > 0;
  }

  @Override
  public void updateUnpenalised(float[] block, int at, float gradient, float rate) {
    step(block, at, gradient, rate, 0f);
  }

  private void step(float[] block, int at, float gradient, float rate, float decay) {
    float w = block[at];
    float m = beta1 * block[at + 1] + (1 - beta1) * gradient;
    float v = beta2 * block[at + 2] + (1 - beta2) * gradient * gradient;
    float c1 = beta1 * block[at + 3] + (1 - beta1);
    float c2 = beta2 * block[at + 4] + (1 - beta2);
    block[at + 1] = m;
    block[at + 2] = v;
    block[at + 3] = c1;
    block[at + 4] = c2;
    float step = m / c1 / ((float) Math.sqrt(v / c2) + epsilon);
    block[at] = w - rate * (step + decay * w);
  }

  @Override
  public float rate(long examples) {
    return rate.at(examples);
  }

  @Override
  public boolean readsStateOf(Optimizer other) {
    return other instanceof Adam;
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
