// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import java.util.Objects;
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
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Adam implements Optimizer {
  private static final long serialVersionUID = 1L;

  private final LearningRate rate;
  private final float beta1;
  private final float beta2;
  private final float epsilon;
  private final float weightDecay;
  private final String spec;

  Adam(LearningRate rate, float beta1, float beta2, float epsilon, float weightDecay, String spec) {
    this.rate = Objects.requireNonNull(rate, "rate");
    this.beta1 = Optimizers.lessThanOne("beta1", beta1);
    this.beta2 = Optimizers.lessThanOne("beta2", beta2);
    this.epsilon = Optimizers.positive("epsilon", epsilon);
    this.weightDecay = Optimizers.notNegative("weight-decay", weightDecay);
    this.spec = spec;
  }

  /** Adam at a constant rate, with the constants of the paper. */
  public static Optimizer of(double rate) {
    return Optimizers.parse("adam:rate=" + rate);
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
    return spec;
  }
}
