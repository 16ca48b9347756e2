// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.codec;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.Signature;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * The sign of each float, and for each bucket the mean magnitude: {@code gamma = 1 - ||w||_1^2 / (d
 * ||w||_2^2) <= 1 - 1/d} with {@code d} the size of a bucket (Karimireddy et al., ICML 2019).
 *
 * @param bucket floats that share a scale, {@code >= 1}
 */
record OneBit(int bucket) implements GradientCodec {
  static final Argument<Integer> BUCKET = Buckets.argument(1024, "mean size");

  static final Signature SIGNATURE =
      Signature.of("one-bit", "The sign of each number, and the mean size of a bucket.", BUCKET);

  OneBit {
    Buckets.check(bucket);
  }

  @Override
  public int maxBytes(int count) {
    return Math.addExact(
        Buckets.count(count, bucket) * Float.BYTES, (count + 7) / 8 + count / bucket + 1);
  }

  @Override
  public void encode(float[] values, int from, int count, RandomGenerator random, ByteBuffer to) {
    for (int at = 0; at < count; at += bucket) {
      int size = Math.min(bucket, count - at);
      double sum = 0;
      for (int k = from + at; k < from + at + size; k++) {
        sum += Math.abs(values[k]);
      }
      to.putFloat((float) (sum / size));
      for (int k = 0; k < size; k += 8) {
        int bits = 0;
        for (int b = 0; b < Math.min(8, size - k); b++) {
          bits |= (Float.floatToRawIntBits(values[from + at + k + b]) >>> 31) << b;
        }
        to.put((byte) bits);
      }
    }
  }

  @Override
  public void decode(ByteBuffer from, int count, float[] to, int at) {
    for (int first = 0; first < count; first += bucket) {
      int size = Math.min(bucket, count - first);
      ByteBuffer part = GradientCodec.take(from, Float.BYTES + (size + 7) / 8);
      int scale = Float.floatToRawIntBits(part.getFloat());
      for (int k = 0; k < size; k += 8) {
        int bits = part.get();
        for (int b = 0; b < Math.min(8, size - k); b++) {
          to[at + first + k + b] = Float.intBitsToFloat(scale | ((bits >>> b) << 31));
        }
      }
    }
  }

  @Override
  public double contraction(int count) {
    return 1 - 1.0 / Math.min(bucket, count);
  }

  @Override
  public String spec() {
    return SIGNATURE.name() + ":" + bucket;
  }
}
