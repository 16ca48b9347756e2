// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.message;

/**
 * The floats of a push or a view: as they are, or as a codec has written them. Arrays are not
 * copied.
 */
public sealed interface Payload {
  /** Bytes on the way. */
  long bytes();

  /**
   * The floats as they are.
   *
   * @param values the array that holds them; borrowed until the message has been written
   * @param from where they begin
   * @param count how many floats
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Plain(float[] values, int from, int count) implements Payload {
    /** No floats. */
    static final Plain NONE = of();

    /** All of {@code values}. */
    public static Plain of(float... values) {
      return new Plain(values, 0, values.length);
    }

    @Override
    public long bytes() {
      return (long) count * Float.BYTES;
    }
  }

  /**
   * The floats as a {@link io.flinksgd.codec.GradientCodec} has written them.
   *
   * @param encoded one byte at least
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Encoded(byte[] encoded) implements Payload {
    /**
     * Refuses no bytes.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Encoded {
      if (encoded.length == 0) {
        throw new IllegalArgumentException("encoded values must have a byte: bytes=0");
      }
    }

    @Override
    public long bytes() {
      return encoded.length;
    }
  }
}
