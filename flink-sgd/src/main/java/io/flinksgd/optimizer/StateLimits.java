package io.flinksgd.optimizer;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How large the states of an optimizer may become. Floats end at 2^128, but a model is lost long
 * before its first infinity: what is beyond these limits has diverged.
 *
 * <p>A weight may be as large as {@link #LARGEST}. Its product with a feature, and that with a
 * feature again, which is its gradient, is then still a float, and steps that converge bring it
 * back. Where gradients are squared, one may be as large as {@link #LARGEST_SQUARED}: 2^28 of its
 * squares add up to no more than {@link #LARGEST_SUM}.
 *
 * <p>Judged are a state's first float and its sums of squares: all others are bounded by the
 * gradients, or make the first one NaN when they are not finite.
 */
public final class StateLimits {
  /** The largest weight, or gradient of an optimizer that does not square it. */
  public static final float LARGEST = 0x1p52f;

  /** The largest gradient of an optimizer that squares it. */
  public static final float LARGEST_SQUARED = 0x1p48f;

  /** The largest sum of squares. */
  public static final float LARGEST_SUM = 0x1p124f;

  private static final float LARGEST_GROWTH = LARGEST_SQUARED * LARGEST_SQUARED;

  private final int stride;

  /** Which floats of a state are sums of squares. */
  private final int[] sums;

  /** The limits of what {@code optimizer} keeps. */
  public StateLimits(Optimizer optimizer) {
    stride = optimizer.stride();
    sums = IntStream.range(0, stride).filter(optimizer::squares).toArray();
  }

  /** The largest value of the {@code slot}-th float of a state. */
  public float largest(int slot) {
    boolean sum = Arrays.stream(sums).anyMatch(each -> each == slot);
    return slot == 0 ? LARGEST : sum ? LARGEST_SUM : Float.MAX_VALUE;
  }

  /** The largest gradient. */
  public float gradient() {
    return sums.length > 0 ? LARGEST_SQUARED : LARGEST;
  }

  /** Whether {@code floats} numbers of states from {@code at} on are within their limits. */
  public boolean hold(float[] states, int at, int floats) {
    if (!within(states, at, floats, LARGEST)) {
      return false;
    }
    for (int slot : sums) {
      if (!within(states, at + slot, floats - slot, LARGEST_SUM)) {
        return false;
      }
    }
    return true;
  }

  private boolean within(float[] states, int at, int floats, float largest) {
    int stride = this.stride;
    for (int k = at; k < at + floats; k += stride) {
      if (!(Math.abs(states[k]) <= largest)) {
        return false;
      }
    }
    return true;
  }

  /**
   * As above, of the first {@code floats} numbers, and whether no sum of squares has grown by more
   * than one gradient may make it.
   */
  public boolean hold(float[] before, float[] after, int floats) {
    for (int slot : sums) {
      for (int k = slot; k < floats; k += stride) {
        if (!(after[k] - before[k] <= LARGEST_GROWTH)) {
          return false;
        }
      }
    }
    return hold(after, 0, floats);
  }

  /**
   * Whether one coordinate's state, which begins at {@code to}, may be what it is, when it was what
   * begins at {@code at}. What was beyond its limit already may come nearer to it.
   */
  public boolean permits(float[] before, int at, float[] after, int to) {
    if (!permits(before[at], after[to], LARGEST)) {
      return false;
    }
    for (int slot : sums) {
      if (!permits(before[at + slot], after[to + slot], LARGEST_SUM)) {
        return false;
      }
    }
    return true;
  }

  /** Whether it may be so by one example: see {@link #hold(float[], float[], int)}. */
  public boolean permitsStep(float[] before, int at, float[] after, int to) {
    for (int slot : sums) {
      if (!(after[to + slot] - before[at + slot] <= LARGEST_GROWTH)) {
        return false;
      }
    }
    return permits(before, at, after, to);
  }

  private static boolean permits(float old, float now, float largest) {
    float magnitude = Math.abs(now);
    return magnitude <= largest || (magnitude <= Math.abs(old) && Float.isFinite(now));
  }

  /** Whether the first {@code count} of {@code values} are neither NaN nor infinite. */
  public static boolean finite(float[] values, int count) {
    return within(values, count, Float.MAX_VALUE);
  }

  /** Whether the first {@code count} of {@code gradients} are within their limit. */
  public boolean holdGradients(float[] gradients, int count) {
    return within(gradients, count, gradient());
  }

  private static boolean within(float[] values, int count, float largest) {
    for (int k = 0; k < count; k++) {
      if (!(Math.abs(values[k]) <= largest)) {
        return false;
      }
    }
    return true;
  }
}
