// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import org.apiguardian.api.API;

/**
 * FTRL-Proximal, per coordinate (McMahan et al., "Ad Click Prediction: a View from the Trenches",
 * KDD 2013, algorithm 1). State: {@code z} and {@code n}; the weight is derived:
 *
 * <pre>{@code
 * w = 0                                                        if |z| <= l1
 * w = -(z - sign(z) l1) / ((beta + sqrt(n)) / alpha + l2)      otherwise
 * sigma = (sqrt(n + g^2) - sqrt(n)) / alpha;  z <- z + g - sigma w;  n <- n + g^2
 * }</pre>
 *
 * <p>There, {@code l2} damps the first steps, and what a weight has once reached it keeps: of the
 * models that fit as well, it need not become the one with the least norm. So with {@code l2 > 0}
 * each step is followed by the proximal step of {@code (l2 / s) w^2 / 2}, at the coordinate's rate
 * {@code 1 / s}, with {@code s = (beta + sqrt(n)) / alpha + l2}: the penalty of one example in as
 * many as the coordinate has learned from, of which {@code s} is the measure.
 *
 * <p>With local steps an example of importance {@code h} adds {@code h g^2} to {@code n}, as {@code
 * h} examples would, and its step is importance-aware at the rates {@code 1 / s} that follow, see
 * {@link MarginLoss#move}; with {@code update=plain} the gradient is {@code h g}.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class FtrlProximal implements Optimizer {
  private static final long serialVersionUID = 1L;

  private final float alpha;
  private final float beta;
  private final float l1;
  private final float l2;
  private final float inverseAlpha;
  private final boolean invariant;
  private final String spec;

  FtrlProximal(float alpha, float beta, float l1, float l2, boolean invariant, String spec) {
    this.alpha = Optimizers.positive("alpha", alpha);
    this.beta = Optimizers.notNegative("beta", beta);
    this.l1 = Optimizers.notNegative("l1", l1);
    this.l2 = Optimizers.notNegative("l2", l2);
    this.inverseAlpha = 1f / this.alpha;
    this.invariant = invariant;
    this.spec = spec;
  }

  /** FTRL with {@code beta} 1 and no regularisation. */
  public static Optimizer alpha(double alpha) {
    return Optimizers.parse("ftrl:alpha=" + alpha);
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

  /**
   * The {@code z} from which {@link #weight} derives the weight while {@code n} is zero.
   *
   * @throws IllegalArgumentException if neither {@code beta} nor {@code l2} ties weights to {@code
   *     z}
   */
  @Override
  public void start(float[] block, int at, float weight) {
    float scale = beta * inverseAlpha + l2;
    if (weight != 0 && scale == 0) {
      throw new IllegalArgumentException(
          "beta or l2 must be > 0 to begin with weights: optimizer=" + spec);
    }
    block[at] = weight == 0 ? 0f : -(weight * scale + Math.signum(weight) * l1);
  }

  @Override
  public float weight(float[] block, int at) {
    return weight(block[at], root(block[at + 1]));
  }

  /** The weight that follows from {@code z} and the root of {@code n}. */
  float weight(float z, float rootOfN) {
    if (Math.abs(z) <= l1) {
      return 0f;
    }
    float scale = scale(rootOfN);
    // zero only where n is, or rounded to, zero and neither beta nor l2 gives a scale
    return scale > 0 ? -(z - Math.signum(z) * l1) / scale : 0f;
  }

  /** The inverse of a coordinate's rate. */
  float scale(float rootOfN) {
    return scaleUnpenalised(rootOfN) + l2;
  }

  /** The inverse of a coordinate's rate where L2 does not lower it. */
  float scaleUnpenalised(float rootOfN) {
    return (beta + rootOfN) * inverseAlpha;
  }

  /** By how much the scale has grown: {@code z} less that of the weight leaves the weight be. */
  float sigma(float rootBefore, float rootAfter) {
    return (rootAfter - rootBefore) * inverseAlpha;
  }

  /** A sum of changes from stale copies may round below zero. */
  static float root(float n) {
    return n > 0 ? (float) Math.sqrt(n) : 0f;
  }

  @Override
  public void update(float[] block, int at, float gradient, float rate) {
    float n = block[at + 1];
    float root = root(n);
    float rootAfter = root(n + gradient * gradient);
    block[at] -= sigma(root, rootAfter) * weight(block[at], root);
    block[at + 1] = n + gradient * gradient;
    push(block, at, gradient, rootAfter);
  }

  /** Adds to {@code z}, and takes the proximal step of the penalty. */
  void push(float[] block, int at, float gradient, float rootOfN) {
    float z = block[at] + gradient;
    if (l2 > 0) {
      float scale = scale(rootOfN);
      float beyond = Math.max(0f, Math.abs(z) - l1);
      z -= Math.signum(z) * beyond * (l2 / (scale * scale + l2));
    }
    block[at] = z;
  }

  @Override
  public boolean penalises() {
    return l1 > 0 || l2 > 0;
  }

  @Override
  public void updateUnpenalised(float[] block, int at, float gradient, float rate) {
    float w = weight(block, at);
    float n = Math.max(0f, block[at + 1]) + gradient * gradient;
    block[at + 1] = n;
    pushUnpenalised(block, at, w, gradient, root(n));
  }

  /**
   * Moves the weight {@code w} as without penalties, by {@code alpha g / (beta + sqrt(n))}, and
   * keeps the {@code z} that it is derived from.
   */
  void pushUnpenalised(float[] block, int at, float w, float gradient, float rootOfN) {
    float scale = scaleUnpenalised(rootOfN);
    float moved = scale > 0 ? w - gradient / scale : w;
    block[at] = -(moved * (scale + l2) + Math.signum(moved) * l1);
  }

  @Override
  public ExampleSteps steps(MarginLoss loss) {
    return invariant ? new FtrlSteps(this, loss) : new CoordinateSteps(this, loss);
  }

  /** FTRL's rates are its own, one for each coordinate. */
  @Override
  public float rate(long examples) {
    return alpha;
  }

  /** Every argument has a part in the weight that is derived from {@code z} and {@code n}. */
  @Override
  public boolean readsStateOf(Optimizer other) {
    return other instanceof FtrlProximal that
        && alpha == that.alpha
        && beta == that.beta
        && l1 == that.l1
        && l2 == that.l2;
  }

  @Override
  public String spec() {
    return spec;
  }
}
