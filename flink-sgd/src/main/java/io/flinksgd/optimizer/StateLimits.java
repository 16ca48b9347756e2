package io.flinksgd.optimizer;

/**
 * How large the states of an optimizer may become. Floats end at 2^128, but a model is lost long
 * before its first infinity: what is beyond these limits has diverged.
 *
 * <p>A weight may be as large as {@link #LARGEST}, so that its product with a feature, and that
 * with a feature again, which is its gradient, is still a float, and steps that converge bring it
 * back. Where gradients are squared, one may be as large as {@link #LARGEST_SQUARED}: 2^28 of its
 * squares add up to no more than {@link #LARGEST_SUM}.
 */
public final class StateLimits {
  /** The largest weight, or gradient of an optimizer that does not square it. */
  public static final float LARGEST = 0x1p62f;

  /** The largest gradient of an optimizer that squares it. */
  public static final float LARGEST_SQUARED = 0x1p48f;

  /** The largest sum of squares. */
  public static final float LARGEST_SUM = 0x1p124f;

  private static final int MAGNITUDE = Integer.MAX_VALUE;

  private final int stride;
  private final float[] largest;
  private final float[] growth;
  private final int[] largestBits;
  private final int[] growthBits;
  private final float gradient;

  /** The limits of what {@code optimizer} keeps. */
  public StateLimits(Optimizer optimizer) {
    stride = optimizer.stride();
    largest = new float[stride];
    growth = new float[stride];
    largestBits = new int[stride];
    growthBits = new int[stride];
    boolean squares = false;
    for (int j = 0; j < stride; j++) {
      boolean sum = optimizer.squares(j);
      squares |= sum;
      largest[j] = sum ? LARGEST_SUM : LARGEST;
      growth[j] = sum ? LARGEST_SQUARED * LARGEST_SQUARED : 2 * LARGEST;
      largestBits[j] = Float.floatToRawIntBits(largest[j]);
      growthBits[j] = Float.floatToRawIntBits(growth[j]);
    }
    gradient = squares ? LARGEST_SQUARED : LARGEST;
  }

  /** The largest gradient. */
  public float gradient() {
    return gradient;
  }

  /**
   * Whether all of the first {@code floats} numbers of {@code after} are within their limits, and
   * not too far from where they were {@code before}. One pass without branches.
   */
  public boolean hold(float[] before, float[] after, int floats) {
    int beyond = 0;
    if (stride == 1) {
      // bits of floats without sign are ordered as they are, infinity and NaN behind all others
      int most = largestBits[0];
      for (int k = 0; k < floats; k++) {
        beyond |= most - (Float.floatToRawIntBits(after[k]) & MAGNITUDE);
      }
      return beyond >= 0;
    }
    for (int k = 0; k < floats; k += stride) {
      for (int j = 0; j < stride; j++) {
        float now = after[k + j];
        float change = now - before[k + j];
        beyond |= largestBits[j] - (Float.floatToRawIntBits(now) & MAGNITUDE);
        beyond |= growthBits[j] - (Float.floatToRawIntBits(change) & MAGNITUDE);
      }
    }
    return beyond >= 0;
  }

  /** As above, of {@code floats} numbers from {@code at} on, wherever they were before. */
  public boolean hold(float[] states, int at, int floats) {
    int beyond = 0;
    for (int k = at; k < at + floats; k += stride) {
      for (int j = 0; j < stride; j++) {
        beyond |= largestBits[j] - (Float.floatToRawIntBits(states[k + j]) & MAGNITUDE);
      }
    }
    return beyond >= 0;
  }

  /**
   * Whether the {@code slot}-th float of a state may become {@code now}. What was beyond its limit
   * already may be brought nearer to it.
   */
  public boolean permits(int slot, float old, float now) {
    float magnitude = Math.abs(now);
    return magnitude <= largest[slot] || (magnitude <= Math.abs(old) && Float.isFinite(now));
  }

  /** Whether it may do so by one example. */
  public boolean permitsStep(int slot, float old, float now) {
    return permits(slot, old, now) && Math.abs(now - old) <= growth[slot];
  }

  /** Whether the first {@code count} of {@code values} are neither NaN nor infinite. */
  public static boolean finite(float[] values, int count) {
    int beyond = 0;
    int most = Float.floatToRawIntBits(Float.MAX_VALUE);
    for (int k = 0; k < count; k++) {
      beyond |= most - (Float.floatToRawIntBits(values[k]) & MAGNITUDE);
    }
    return beyond >= 0;
  }

  /** Whether the first {@code count} of {@code gradients} are within their limit. */
  public boolean holdGradients(float[] gradients, int count) {
    int beyond = 0;
    int most = Float.floatToRawIntBits(gradient);
    for (int k = 0; k < count; k++) {
      beyond |= most - (Float.floatToRawIntBits(gradients[k]) & MAGNITUDE);
    }
    return beyond >= 0;
  }
}
