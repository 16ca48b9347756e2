// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.codec;

import io.flinksgd.argument.Signature;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.random.RandomGenerator;

/**
 * Two bytes for each float, rounded to the nearest, ties to even. A float beyond the format's range
 * has the format's infinity in its place and follows exactly, behind all others: there is no
 * residual that could carry what was cut off.
 */
enum HalfFloat implements GradientCodec {
  /** The upper half of a float: its range, and 8 bits of precision. */
  BF16(
      "bf16",
      "The range of floats in 2 bytes, with 8 bits of precision.",
      0x1p-8,
      0x7F80,
      Float.POSITIVE_INFINITY) {
    @Override
    short narrowed(float value) {
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

  /** IEEE 754 binary16: 11 bits of precision from 2^-14 up, multiples of 2^-24 below. */
  FP16(
      "fp16",
      "2 bytes with 11 bits of precision; exact where a number is out of range.",
      0x1p-11,
      0x7C00,
      65520f) {
    @Override
    short narrowed(float value) {
      int bits = Float.floatToRawIntBits(value);
      int sign = (bits >>> 16) & 0x8000;
      float magnitude = Math.abs(value);
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

  private final String text;
  private final String help;
  private final double error;
  private final int infinity;
  private final float beyond;

  HalfFloat(String name, String help, double error, int infinity, float beyond) {
    this.text = name;
    this.help = help;
    this.error = error;
    this.infinity = infinity;
    this.beyond = beyond;
  }

  Signature signature() {
    return Signature.of(text, help);
  }

  private short narrow(float value) {
    return isBeyond(value) ? (short) infinity : narrowed(value);
  }

  /** Of a value that would not round to the format's infinity. */
  abstract short narrowed(float value);

  private boolean isBeyond(float value) {
    return !(Math.abs(value) < beyond);
  }

  abstract float widen(short half);

  @Override
  public int maxBytes(int count) {
    return Math.multiplyExact(count, Short.BYTES + Float.BYTES);
  }

  @Override
  public void encode(float[] values, int from, int count, RandomGenerator random, ByteBuffer to) {
    ShortBuffer halves = to.asShortBuffer();
    boolean any = false;
    for (int k = 0; k < count; k++) {
      halves.put(k, narrow(values[from + k]));
      any |= isBeyond(values[from + k]);
    }
    to.position(to.position() + count * Short.BYTES);
    for (int k = from; any && k < from + count; k++) {
      if (isBeyond(values[k])) {
        to.putFloat(values[k]);
      }
    }
  }

  @Override
  public void decode(ByteBuffer from, int count, float[] to, int at) {
    int bytes = Math.multiplyExact(count, Short.BYTES);
    ShortBuffer halves = GradientCodec.take(from, bytes).asShortBuffer();
    for (int k = 0; k < count; k++) {
      short half = halves.get(k);
      to[at + k] =
          (half & infinity) == infinity
              ? GradientCodec.take(from, Float.BYTES).getFloat()
              : widen(half);
    }
  }

  /** Of values that are not below the format's normal range. */
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
    return text;
  }
}
