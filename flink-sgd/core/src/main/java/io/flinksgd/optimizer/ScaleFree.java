// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.ArgumentValues;

/**
 * Steps another optimizer on features that are divided by their scale, so that their units are of
 * no account: after NG and NAG of Ross, Mineiro and Langford, "Normalized Online Learning", UAI
 * 2013. The scale {@code s} of a coordinate is the mean of {@code |x|} over the examples that have
 * it, in place of the paper's largest {@code |x|}, for a mean of changes that were made on stale
 * copies is still a scale: sum and number add up. It is updated before the prediction, as there.
 * Features of one size only, such as indicators, are stepped as they are.
 *
 * <p>The weight that is kept is that of {@code x / s}, so that {@code w = kept / s} follows the
 * scale. An {@code |x|} counts as at most {@link #MOST_OF_SCALE} times the scale so far, lest one
 * wrong value spoil it, and the mean is over the last {@link #MEMORY} examples or so, so that it
 * follows the features and its float goes on counting. The intercept has the scale 1.
 *
 * <p>State: that of the other optimizer, the sum of {@code |x|}, and the number of examples.
 */
final class ScaleFree implements Optimizer {
  private static final long serialVersionUID = 1L;

  static final Argument<Boolean> ARGUMENT =
      Argument.flag(
          "scale-free",
          false,
          "Divide each feature by the mean of its size, so that units of features do not matter;"
              + " needs local steps.");

  private static final float MOST_OF_SCALE = 8f;
  private static final float MEMORY = 1 << 16;

  /** What is smaller or larger counts as this, so that neither sums nor weights overflow. */
  private static final float SMALLEST = 0x1p-96f;

  private static final float LARGEST = 0x1p96f;

  private final Optimizer inner;
  private final int innerStride;

  private ScaleFree(Optimizer inner) {
    this.inner = inner;
    this.innerStride = inner.stride();
  }

  /** {@code inner}, or itself scale-free if {@code arguments} say so. */
  static Optimizer around(Optimizer inner, ArgumentValues arguments) {
    return arguments.get(ARGUMENT) ? new ScaleFree(inner) : inner;
  }

  @Override
  public int stride() {
    return innerStride + 2;
  }

  @Override
  public boolean additive() {
    return inner.additive();
  }

  @Override
  public boolean needsLocalSteps() {
    return true;
  }

  /** A sum of {@code |x|} may become as large as one of squares. */
  @Override
  public boolean squares(int slot) {
    return slot < innerStride ? inner.squares(slot) : slot == innerStride;
  }

  @Override
  public void start(float[] block, int at, float weight) {
    inner.start(block, at, weight);
  }

  @Override
  public float weight(float[] block, int at) {
    return inner.weight(block, at) / scale(block, at);
  }

  /** The scale of the coordinate whose state begins at {@code at}; 1 if it has none yet. */
  private float scale(float[] block, int at) {
    float sum = block[at + innerStride];
    float count = block[at + innerStride + 1];
    return sum > 0 && count > 0 ? sum / count : 1f;
  }

  /** Takes a feature, which is not zero, into its scale; returns it divided by the scale. */
  float scaled(float[] block, int at, float x) {
    float size = Math.max(SMALLEST, Math.min(LARGEST, Math.abs(x)));
    float sum = block[at + innerStride];
    float count = block[at + innerStride + 1];
    if (!(sum > 0 && count > 0)) {
      begin(block, at, size);
      return x / size;
    }
    float scale = sum / count;
    float more = Math.min(size, MOST_OF_SCALE * scale);
    if (count < MEMORY) {
      sum += more;
      count += 1;
    } else {
      sum += more - scale;
    }
    block[at + innerStride] = sum;
    block[at + innerStride + 1] = count;
    return x / (sum / count);
  }

  /** The first scale leaves a weight that was there before as it is. */
  private void begin(float[] block, int at, float scale) {
    float weight = inner.weight(block, at);
    if (weight != 0) {
      for (int j = 0; j < innerStride; j++) {
        block[at + j] = 0;
      }
      inner.start(block, at, weight * scale);
    }
    block[at + innerStride] = scale;
    block[at + innerStride + 1] = 1;
  }

  @Override
  public ExampleSteps steps(MarginLoss loss) {
    return new ScaleFreeSteps(this, inner.steps(loss), innerStride);
  }

  /** Not without the features, which a gradient does not tell. */
  @Override
  public void update(float[] block, int at, float gradient, float rate) {
    throw new UnsupportedOperationException("scale-free steps need features: optimizer=" + spec());
  }

  @Override
  public float rate(long examples) {
    return inner.rate(examples);
  }

  @Override
  public boolean readsStateOf(Optimizer other) {
    return other instanceof ScaleFree that && inner.readsStateOf(that.inner);
  }

  @Override
  public String spec() {
    return inner.spec();
  }

  @Override
  public String inFull() {
    return inner.inFull();
  }
}
