// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.codec;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.Signature;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * Quantisation of QSGD (Alistarh et al., NeurIPS 2017): in each bucket of {@code d} floats, {@code
 * |w_i| / ||w||} is rounded at random, without bias, to a multiple of {@code 1 / levels}. Its
 * variance is at most {@code omega ||w||^2}, {@code omega = min(d / levels^2, sqrt(d) / levels)};
 * what is decoded is divided by {@code 1 + omega}, which makes it a contraction with {@code gamma =
 * omega / (1 + omega)}, as error feedback needs.
 *
 * @param levels above zero, in {@code [1, 127]}
 * @param bucket floats that share a norm, {@code >= 1}
 */
record StochasticLevels(int levels, int bucket) implements GradientCodec {
  static final Argument<Integer> LEVELS =
      Argument.whole("levels", 7, "Levels above zero that a number is rounded to; from 1 to 127.");
  static final Argument<Integer> BUCKET = Buckets.argument(512, "norm");

  static final Signature SIGNATURE =
      Signature.of(
          "qsgd", "Numbers rounded at random to a few levels, without bias.", LEVELS, BUCKET);

  StochasticLevels {
    if (levels < 1 || levels > 127) {
      throw new IllegalArgumentException("levels must be in [1, 127]: levels=" + levels);
    }
    Buckets.check(bucket);
  }

  /** For codes from {@code -levels} to {@code levels}. */
  private int bits() {
    return Integer.SIZE - Integer.numberOfLeadingZeros(2 * levels);
  }

  private double omega(int size) {
    return Math.min(size / (double) (levels * levels), Math.sqrt(size) / levels);
  }

  private int bucketBytes(int size) {
    return Float.BYTES + (int) (((long) size * bits() + 7) / 8);
  }

  @Override
  public int maxBytes(int count) {
    return Math.multiplyExact(Buckets.count(count, bucket), bucketBytes(Math.min(bucket, count)));
  }

  @Override
  public void encode(float[] values, int from, int count, RandomGenerator random, ByteBuffer to) {
    for (int at = 0; at < count; at += bucket) {
      int size = Math.min(bucket, count - at);
      double squares = 0;
      for (int k = from + at; k < from + at + size; k++) {
        squares += values[k] * (double) values[k];
      }
      float norm = (float) Math.min(Float.MAX_VALUE, Math.sqrt(squares));
      to.putFloat(norm);
      float factor = norm > 0 ? levels / norm : 0f;
      long held = 0;
      int free = 0;
      for (int k = from + at; k < from + at + size; k++) {
        // down to the level below, after a random lift of less than one level
        float lift = (random.nextInt() >>> 8) * 0x1p-24f;
        int level = Math.min(levels, (int) (Math.abs(values[k]) * factor + lift));
        int code = values[k] < 0 ? levels - level : levels + level;
        held |= (long) code << free;
        for (free += bits(); free >= 8; free -= 8) {
          to.put((byte) held);
          held >>>= 8;
        }
      }
      if (free > 0) {
        to.put((byte) held);
      }
    }
  }

  @Override
  public void decode(ByteBuffer from, int count, float[] to, int at) {
    int bits = bits();
    int mask = (1 << bits) - 1;
    for (int first = 0; first < count; first += bucket) {
      int size = Math.min(bucket, count - first);
      ByteBuffer part = GradientCodec.take(from, bucketBytes(size));
      float unit = (float) (part.getFloat() / (levels * (1 + omega(size))));
      long held = 0;
      int filled = 0;
      for (int k = 0; k < size; k++) {
        for (; filled < bits; filled += 8) {
          held |= (part.get() & 0xFFL) << filled;
        }
        to[at + first + k] = ((int) (held & mask) - levels) * unit;
        held >>>= bits;
        filled -= bits;
      }
    }
  }

  @Override
  public double contraction(int count) {
    double omega = omega(Math.min(bucket, count));
    return omega / (1 + omega);
  }

  @Override
  public String spec() {
    return SIGNATURE.with(LEVELS.to(levels), BUCKET.to(bucket)).text();
  }
}
