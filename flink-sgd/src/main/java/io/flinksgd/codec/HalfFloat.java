package io.flinksgd.codec;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.random.RandomGenerator;

/** Two bytes for each float, rounded to the nearest, ties to even. */
enum HalfFloat implements GradientCodec {
  /** The upper half of a float: its range, and 8 bits of precision. */
  BF16("bf16", 0x1p-8) {
    @Override
    short narrow(float value) {
      int bits = Float.floatToRawIntBits(value);
      int rounded = bits + 0x7FFF + ((bits >>> 16) & 1);
      // the largest floats would round to infinity
      return (short) ((rounded & 0x7F800000) == 0x7F800000 ? bits >>> 16 : rounded >>> 16);
    }

    @Override
    float widen(short half) {
      return Float.intBitsToFloat(half << 16);
    }
  },

  /** IEEE 754 binary16: 11 bits of precision; what is larger than 65504 becomes that. */
  FP16("fp16", 0x1p-11) {
    private static final int LARGEST = 0x7BFF;

    @Override
    short narrow(float value) {
      int bits = Float.floatToRawIntBits(value);
      int sign = (bits >>> 16) & 0x8000;
      float magnitude = Math.abs(value);
      if (magnitude >= 65504f) {
        return (short) (sign | LARGEST);
      }
      if (magnitude < 0x1p-14f) {
        // subnormal: a multiple of 2^-24
        return (short) (sign | (int) Math.rint(magnitude * 0x1p24f));
      }
      int rounded = (bits & 0x7FFFFFFF) + 0xFFF + ((bits >>> 13) & 1);
      return (short) (sign | ((rounded - (112 << 23)) >>> 13));
    }

    @Override
    float widen(short half) {
      int exponent = (half >>> 10) & 31;
      int fraction = half & 0x3FF;
      float magnitude =
          exponent == 0
              ? fraction * 0x1p-24f
              : Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
      return half < 0 ? -magnitude : magnitude;
    }
  };

  private final String spec;
  private final double error;

  HalfFloat(String spec, double error) {
    this.spec = spec;
    this.error = error;
  }

  abstract short narrow(float value);

  abstract float widen(short half);

  @Override
  public int maxBytes(int count) {
    return Math.multiplyExact(count, Short.BYTES);
  }

  @Override
  public void encode(float[] values, int from, int count, RandomGenerator random, ByteBuffer to) {
    ShortBuffer halves = to.asShortBuffer();
    for (int k = 0; k < count; k++) {
      halves.put(k, narrow(values[from + k]));
    }
    to.position(to.position() + count * Short.BYTES);
  }

  @Override
  public void decode(ByteBuffer from, int count, float[] to, int at) {
    ShortBuffer halves = GradientCodec.take(from, maxBytes(count)).asShortBuffer();
    for (int k = 0; k < count; k++) {
      to[at + k] = widen(halves.get(k));
    }
  }

  /** Of values in the format's normal range. */
  @Override
  public double contraction(int count) {
    return error * error;
  }

  @Override
  public boolean feedsBack() {
    return false;
  }

  @Override
  public String spec() {
    return spec;
  }
}
