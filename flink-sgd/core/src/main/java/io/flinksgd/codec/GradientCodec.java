// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.codec;

import io.flinksgd.argument.Signature;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apiguardian.api.API;

/**
 * How floats are written. Immutable; of any thread. Values must be finite.
 *
 * <p>Text forms, used in options: {@code none}, {@code bf16}, {@code fp16}, {@code top-k:SHARE},
 * {@code one-bit}, {@code qsgd:LEVELS}; see {@link #signatures}.
 *
 * <p>Sources: sign and mean size, Karimireddy et al., ICML 2019; levels, Alistarh et al., QSGD,
 * NeurIPS 2017, scaled to be a contraction; the largest, Alistarh et al., NeurIPS 2018.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public sealed interface GradientCodec extends Serializable
    permits Exact, HalfFloat, OneBit, StochasticLevels, TopK {

  /** Every float as it is. */
  static GradientCodec none() {
    return new Exact();
  }

  /** The most bytes that {@link #encode} writes for {@code count} floats. */
  int maxBytes(int count);

  /**
   * Writes {@code count} floats from {@code from} on.
   *
   * @param values at least {@code from + count} floats, which stay as they are
   * @param random used by codecs that round at random, on the caller's thread
   * @param to big-endian, with room for {@link #maxBytes}
   */
  void encode(float[] values, int from, int count, RandomGenerator random, ByteBuffer to);

  /**
   * Reads what {@link #encode} wrote.
   *
   * @param to receives {@code count} floats from {@code at} on
   * @throws IllegalArgumentException if it is not what was written for {@code count} floats
   */
  void decode(ByteBuffer from, int count, float[] to, int at);

  /**
   * A bound on {@code E||Q(w) - w||^2 / ||w||^2} for any {@code w} of {@code count} floats; for the
   * formats of 16 bits, of floats that are not below the format's normal range. A number without a
   * unit, in [0, 1).
   */
  double contraction(int count);

  /** Whether what is lost is worth adding to the next message: rounding to 16 bits is not. */
  default boolean feedsBack() {
    return true;
  }

  /** The text from which {@link #parse} makes an equal codec. */
  String spec();

  /**
   * Reads a text form.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  static GradientCodec parse(String text) {
    return parse("codec", text);
  }

  /**
   * As {@link #parse(String)}; errors name the option that it was given by.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  static GradientCodec parse(String option, String text) {
    return Codecs.ALL.parse(option, text);
  }

  /** What there is, each with its arguments. */
  static List<Signature> signatures() {
    return Codecs.ALL.signatures();
  }

  /**
   * The part of {@code from} that has {@code bytes} bytes, behind which it then stands.
   *
   * @throws IllegalArgumentException if there are fewer bytes
   */
  static ByteBuffer take(ByteBuffer from, int bytes) {
    if (from.remaining() < bytes) {
      throw new IllegalArgumentException(
          "encoded must have " + bytes + " more bytes: remaining=" + from.remaining());
    }
    ByteBuffer part = from.slice(from.position(), bytes);
    from.position(from.position() + bytes);
    return part;
  }
}
