// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.codec;

import io.flinksgd.argument.Signature;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** Four bytes for each float. */
record Exact() implements GradientCodec {
  static final Signature SIGNATURE = Signature.of("none", "Every number as it is, in 4 bytes.");

  @Override
  public int maxBytes(int count) {
    return Math.multiplyExact(count, Float.BYTES);
  }

  @Override
  public void encode(float[] values, int from, int count, RandomGenerator random, ByteBuffer to) {
    to.asFloatBuffer().put(values, from, count);
    to.position(to.position() + count * Float.BYTES);
  }

  @Override
  public void decode(ByteBuffer from, int count, float[] to, int at) {
    GradientCodec.take(from, maxBytes(count)).asFloatBuffer().get(to, at, count);
  }

  @Override
  public double contraction(int count) {
    return 0;
  }

  @Override
  public boolean feedsBack() {
    return false;
  }

  @Override
  public String spec() {
    return SIGNATURE.name();
  }
}
