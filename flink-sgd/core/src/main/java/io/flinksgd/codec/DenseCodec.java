// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.codec;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Writes the part of a dense vector that concerns one server: weights or their gradients by a
 * codec, running averages behind them as they are. What is lost of an average would not be an error
 * that the next message can make good, since it has been observed again by then. Owned by one
 * thread.
 */
public final class DenseCodec {
  private static final GradientCodec EXACT = GradientCodec.none();

  private final GradientCodec codec;
  private final int trainable;
  private final ErrorFeedback feedback;

  /**
   * A codec for vectors of which the coordinates from {@code trainable} on are running averages.
   *
   * @param seed of what it rounds at random
   */
  public DenseCodec(GradientCodec codec, int trainable, long seed) {
    this.codec = codec;
    this.trainable = trainable;
    this.feedback = new ErrorFeedback(codec, trainable, new SplittableRandom(seed));
  }

  /**
   * Writes {@code count} values, the first of which is of {@code coordinate}. The codec's bytes
   * come first, then 4 bytes for each average, big-endian.
   *
   * @param at where the values begin
   */
  public byte[] encode(float[] values, int at, int count, int coordinate) {
    int lossy = lossy(count, coordinate);
    ByteBuffer encoded = feedback.encode(values, at, lossy, coordinate);
    byte[] bytes = new byte[encoded.remaining() + EXACT.maxBytes(count - lossy)];
    int length = encoded.remaining();
    encoded.get(bytes, 0, length);
    ByteBuffer exact = ByteBuffer.wrap(bytes, length, bytes.length - length);
    for (int k = lossy; k < count; k++) {
      exact.putFloat(values[at + k]);
    }
    return bytes;
  }

  private int lossy(int count, int coordinate) {
    return Math.max(0, Math.min(count, trainable - coordinate));
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if it is not what was written for so many coordinates
   */
  public float[] decode(byte[] bytes, int count, int coordinate) {
    float[] values = new float[count];
    int lossy = lossy(count, coordinate);
    ByteBuffer from = ByteBuffer.wrap(bytes);
    codec.decode(from, lossy, values, 0);
    EXACT.decode(from, count - lossy, values, lossy);
    if (from.hasRemaining()) {
      throw new IllegalArgumentException(
          "encoded must end with the last coordinate: remaining=" + from.remaining());
    }
    return values;
  }

  /** What messages have lost, and what they were. */
  public ErrorFeedback feedback() {
    return feedback;
  }
}
