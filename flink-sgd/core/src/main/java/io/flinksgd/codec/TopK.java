// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.codec;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.Signature;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The {@code k} largest by magnitude, the others as zeros: the gap to the one before as a variable
 * number of bytes, and the float. {@code gamma = 1 - k/d} (Alistarh et al., NeurIPS 2018).
 *
 * @param share {@code k/d}, in {@code (0, 1]}; at least one is kept
 */
record TopK(double share) implements GradientCodec {
  static final Argument<Double> SHARE =
      Argument.number(
          "share",
          0.01,
          "Share of the coordinates that is sent, those with the largest numbers; in (0, 1].");

  static final Signature SIGNATURE =
      Signature.of("top-k", "The largest numbers, with their coordinates.", SHARE);

  private static final int HIGH = 16;
  private static final int LOW_MASK = 0xFFFF;
  private static final int LONGEST_GAP = 5;

  TopK {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be > 0 and <= 1: share=" + share);
    }
  }

  private int kept(int count) {
    return (int) Math.min(count, Math.max(1, Math.round(share * count)));
  }

  @Override
  public int maxBytes(int count) {
    return Math.toIntExact(kept(count) * (long) (LONGEST_GAP + Float.BYTES));
  }

  @Override
  public void encode(float[] values, int from, int count, RandomGenerator random, ByteBuffer to) {
    int k = kept(count);
    if (count == 0) {
      return;
    }
    long threshold = threshold(values, from, count, k);
    int least = (int) (threshold >>> 32);
    int ofLeast = (int) threshold;
    int last = -1;
    for (int i = 0; i < count; i++) {
      int bits = magnitude(values[from + i]);
      if (bits > least || (bits == least && ofLeast-- > 0)) {
        putGap(i - last, to);
        to.putFloat(values[from + i]);
        last = i;
      }
    }
  }

  /** Floats without sign are ordered as their bits are. */
  private static int magnitude(float value) {
    return Float.floatToRawIntBits(value) & Integer.MAX_VALUE;
  }

  /**
   * The {@code k}-th largest magnitude in the upper half, and in the lower one how many of exactly
   * this magnitude are among the {@code k}: a radix selection in two passes.
   */
  private static long threshold(float[] values, int from, int count, int k) {
    int[] bins = new int[1 << (31 - HIGH)];
    for (int i = from; i < from + count; i++) {
      bins[magnitude(values[i]) >>> HIGH]++;
    }
    int high = bins.length - 1;
    int left = k;
    while (bins[high] < left) {
      left -= bins[high--];
    }
    int[] low = new int[LOW_MASK + 1];
    for (int i = from; i < from + count; i++) {
      int bits = magnitude(values[i]);
      if (bits >>> HIGH == high) {
        low[bits & LOW_MASK]++;
      }
    }
    int bottom = LOW_MASK;
    while (low[bottom] < left) {
      left -= low[bottom--];
    }
    return ((long) (high << HIGH | bottom) << 32) | left;
  }

  private static void putGap(int gap, ByteBuffer to) {
    int rest = gap;
    while (rest >= 0x80) {
      to.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    to.put((byte) rest);
  }

  private static int gap(ByteBuffer from) {
    int gap = 0;
    for (int shift = 0; shift < 7 * LONGEST_GAP; shift += 7) {
      byte next = GradientCodec.take(from, 1).get(0);
      gap |= (next & 0x7F) << shift;
      if (next >= 0) {
        return gap;
      }
    }
    throw new IllegalArgumentException("gap must have at most " + LONGEST_GAP + " bytes");
  }

  @Override
  public void decode(ByteBuffer from, int count, float[] to, int at) {
    Arrays.fill(to, at, at + count, 0f);
    int index = -1;
    for (int k = count == 0 ? 0 : kept(count); k > 0; k--) {
      int gap = gap(from);
      if (gap < 1 || gap > count - 1 - index) {
        throw new IllegalArgumentException(
            "index must rise and be in [0, %d): index=%d, gap=%d".formatted(count, index, gap));
      }
      index += gap;
      to[at + index] = GradientCodec.take(from, Float.BYTES).getFloat(0);
    }
  }

  @Override
  public double contraction(int count) {
    return 1 - kept(count) / (double) count;
  }

  @Override
  public String spec() {
    return SIGNATURE.name() + ":" + share;
  }
}
