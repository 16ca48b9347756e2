// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.ArgumentValues;
import io.flinksgd.argument.Range;
import io.flinksgd.argument.Signature;
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
 * <p>In that form {@code l2} only damps the first steps, and a weight keeps what it has reached. So
 * of the models that fit equally well, the result need not be the one with the smallest norm.
 * Therefore, with {@code l2 > 0}, each step is followed by the proximal step of {@code (l2 / s) w^2
 * / 2} at the coordinate's rate {@code 1 / s}, with {@code s = (beta + sqrt(n)) / alpha + l2}. Here
 * {@code s} measures how many examples the coordinate has learned from, and each example carries
 * one part in {@code s} of the penalty.
 *
 * <p>With local steps an example of importance {@code h} adds {@code h g^2} to {@code n}, as {@code
 * h} examples would, and its step is importance-aware at the rates {@code 1 / s} that follow, see
 * {@link MarginLoss#move}; with {@code update=plain} the gradient is {@code h g}.
 *
 * <p>Immutable, of any thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class FtrlProximal implements Optimizer {
  private static final long serialVersionUID = 1L;

  private static final Argument<Double> ALPHA =
      Argument.number(
          "alpha",
          1,
          Range.POSITIVE,
          "Learning rate, divided by beta and the root of each coordinate's sum of squared"
              + " gradients.");
  private static final Argument<Double> BETA =
      Argument.number(
          "beta",
          1,
          Range.NOT_NEGATIVE,
          "Damps the first steps of each coordinate, in the unit of gradients.");
  private static final Argument<Double> L1 =
      Argument.number(
          "l1",
          0,
          Range.NOT_NEGATIVE,
          "A weight is exactly zero until its gradients add up to more than this.");
  private static final Argument<Double> L2 =
      Argument.number(
          "l2",
          0,
          Range.NOT_NEGATIVE,
          "Penalty l2 w^2 / 2 on each weight w; lowers the rate, too.");

  static final Signature SIGNATURE =
      Signature.of(
          "ftrl",
          "FTRL-Proximal: a rate for each coordinate; with l1 most weights are zero.",
          ALPHA,
          BETA,
          L1,
          L2,
          Update.ARGUMENT);

  private final float alpha;
  private final float beta;
  private final float l1;
  private final float l2;
  private final float inverseAlpha;
  private final boolean invariant;
  private final ArgumentValues arguments;

  FtrlProximal(ArgumentValues arguments) {
    this.alpha = arguments.number(ALPHA);
    this.beta = arguments.number(BETA);
    this.l1 = arguments.number(L1);
    this.l2 = arguments.number(L2);
    this.inverseAlpha = 1f / this.alpha;
    this.invariant = Update.isInvariant(arguments);
    this.arguments = arguments;
  }

  /**
   * FTRL without penalties.
   *
   * @throws IllegalArgumentException if {@code alpha} is not {@code > 0} and finite
   */
  public static Optimizer alpha(double alpha) {
    return new FtrlProximal(SIGNATURE.with(ALPHA.to(alpha)));
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
          "beta or l2 must be > 0 to begin with weights: optimizer=" + spec());
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
    return arguments.text();
  }

  @Override
  public String inFull() {
    return arguments.inFull();
  }
}
