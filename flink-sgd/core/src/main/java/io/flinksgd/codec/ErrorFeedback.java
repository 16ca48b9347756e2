// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.codec;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * A worker's codec with memory: what a message lost is added to the next one. Keeps one residual
 * for each coordinate of the model, and measures what the codec does. Owned by one thread.
 *
 * <p>Source: error feedback, Karimireddy et al., ICML 2019, algorithm 2. There a residual is in
 * steps; here it is in gradients, since the server applies the rate.
 */
public final class ErrorFeedback {
  private final GradientCodec codec;
  private final RandomGenerator random;
  private final int dimension;
  private final EncodingStatistics statistics = new EncodingStatistics();
  private float[] residual;
  private ByteBuffer encoded = ByteBuffer.allocate(1024);
  private float[] wanted = {};
  private float[] decoded = {};

  /** A codec that has lost nothing yet, for a model of {@code dimension} coordinates. */
  ErrorFeedback(GradientCodec codec, int dimension, RandomGenerator random) {
    this.codec = codec;
    this.random = random;
    this.dimension = dimension;
    this.residual = new float[codec.feedsBack() ? dimension : 0];
  }

  /**
   * Encodes values with what earlier messages lost of them.
   *
   * @param coordinate that the first value is of; the others are of its successors
   * @return the bytes, from position to limit; valid until the next call
   */
  ByteBuffer encode(float[] values, int from, int count, int coordinate) {
    int bytes = codec.maxBytes(count);
    if (encoded.capacity() < bytes) {
      encoded = ByteBuffer.allocate(bytes);
    }
    encoded.clear();
    if (residual.length == 0) {
      codec.encode(values, from, count, random, encoded);
      encoded.flip();
      statistics.encoded(count, encoded.limit());
      return encoded;
    }
    if (wanted.length < count) {
      wanted = new float[count];
      decoded = new float[count];
    }
    for (int k = 0; k < count; k++) {
      wanted[k] = values[from + k] + residual[coordinate + k];
    }
    codec.encode(wanted, 0, count, random, encoded);
    encoded.flip();
    codec.decode(encoded, count, decoded, 0);
    encoded.rewind();
    double squares = 0;
    double lost = 0;
    for (int k = 0; k < count; k++) {
      float rest = wanted[k] - decoded[k];
      residual[coordinate + k] = rest;
      squares += wanted[k] * (double) wanted[k];
      lost += rest * (double) rest;
    }
    statistics.encoded(count, encoded.limit());
    statistics.lost(lost, squares, codec.contraction(count));
    return encoded;
  }

  /** What no message has contained yet, by coordinate; empty if there cannot be anything. */
  public float[] residual() {
    return residual;
  }

  /**
   * Takes over what another worker's messages have lost, with whatever codec: it is added to this
   * one's.
   *
   * @throws IllegalArgumentException if it is of another model, or not finite
   */
  public void adopt(float[] lost) {
    if (lost.length != dimension) {
      throw new IllegalArgumentException(
          "residual must have " + dimension + " coordinates: length=" + lost.length);
    }
    for (int k = 0; k < dimension; k++) {
      if (!Float.isFinite(lost[k])) {
        throw new IllegalArgumentException(
            "restored residual must be finite: coordinate=%d, residual=%s; the model had diverged: restore an earlier checkpoint or savepoint, or train anew without this state"
                .formatted(k, lost[k]));
      }
    }
    if (residual.length == 0) {
      residual = new float[dimension];
    }
    for (int k = 0; k < lost.length; k++) {
      residual[k] += lost[k];
    }
  }

  /** What was encoded so far. */
  public EncodingStatistics statistics() {
    return statistics;
  }
}
