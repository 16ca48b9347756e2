// SPDX-License-Identifier: Apache-2.0
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
 * <p>A coordinate that has learned something can be lost without any large number, too: its rate
 * falls with the root of its sum of squares. When one example makes the sum {@link #LARGEST_RISE}
 * times what it was, all squares before it are lost in its rounding, and the rate falls to a 4096th
 * or less: the coordinate is frozen, and no number of ordinary examples brings it back.
 *
 * <p>Judged are a state's first float and its sums of squares: all others are bounded by the
 * gradients, or make the first one NaN when they are not finite.
 *
 * <p>Immutable, of any thread.
 */
public final class StateLimits {
  /** The largest weight, or gradient of an optimizer that does not square it. */
  public static final float LARGEST = 0x1p52f;

  /** The largest gradient of an optimizer that squares it. */
  static final float LARGEST_SQUARED = 0x1p48f;

  /** The largest sum of squares. */
  static final float LARGEST_SUM = 0x1p124f;

  /**
   * By how many times what a sum of squares was, and one, an example may raise it: the inverse of
   * the rounding of floats.
   */
  static final float LARGEST_RISE = 0x1p24f;

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
   * than one gradient may make it, or as {@link #freezes} says.
   */
  public boolean hold(float[] before, float[] after, int floats) {
    for (int slot : sums) {
      for (int k = slot; k < floats; k += stride) {
        float grown = after[k] - before[k];
        if (!(grown <= LARGEST_GROWTH) || !(grown <= rise(before[k]))) {
          return false;
        }
      }
    }
    return hold(after, 0, floats);
  }

  private static float rise(float before) {
    return (1f + before) * LARGEST_RISE;
  }

  /**
   * Whether one example has frozen a coordinate, whose state begins at {@code to} and was what
   * begins at {@code at}. A coordinate that has learned nothing takes its measure from its first
   * example.
   */
  public boolean freezes(float[] before, int at, float[] after, int to) {
    for (int slot : sums) {
      float old = before[at + slot];
      if (old > 0 && after[to + slot] - old > rise(old)) {
        return true;
      }
    }
    return false;
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

  /** Whether it may be so by one example, whose square may not fill a sum. */
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
