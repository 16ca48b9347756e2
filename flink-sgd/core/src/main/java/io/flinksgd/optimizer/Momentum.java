// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import java.util.Objects;
import org.apiguardian.api.API;

/**
 * SGD with momentum: {@code v <- momentum v + g}, {@code w <- w - rate v}; with Nesterov's
 * correction {@code w <- w - rate (g + momentum v)}, as Sutskever et al., ICML 2013, in the form
 * that PyTorch made usual. {@code g} is the gradient plus {@code weightDecay w}. State: the weight
 * and {@code v}.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Momentum implements Optimizer {
  private static final long serialVersionUID = 1L;

  private final LearningRate rate;
  private final float momentum;
  private final float weightDecay;
  private final boolean nesterov;
  private final String spec;

  Momentum(LearningRate rate, float momentum, float weightDecay, boolean nesterov, String spec) {
    this.rate = Objects.requireNonNull(rate, "rate");
    this.momentum = Optimizers.lessThanOne("momentum", momentum);
    this.weightDecay = Optimizers.notNegative("weight-decay", weightDecay);
    this.nesterov = nesterov;
    this.spec = spec;
  }

  /** Momentum at a constant rate. */
  public static Optimizer of(double rate, double momentum) {
    return Optimizers.parse("momentum:rate=" + rate + ",momentum=" + momentum);
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
  public float expected(float last, float gradient, float rate) {
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
    return spec;
  }
}
