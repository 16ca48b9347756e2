// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.example;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * An example that was not learned from, and why. Rejected examples leave the job on a stream of
 * their own; none is dropped in silence.
 *
 * <p>The arrays are not copied, unless {@code raw} is cut. Of any thread, as long as nobody changes
 * them.
 *
 * @param reason what rule it broke
 * @param detail the rule, name and value in words
 * @param origin where it came from
 * @param raw the first bytes of the record as it came, at most {@link #RAW_LIMIT}; empty when there
 *     are none, or when a model refused it, which has the example alone
 * @param rawBytes how many bytes the record has; negative where they are not known, because a model
 *     refused it
 * @param key of the record, where a model refused it what the example is called; empty for none and
 *     for one that is longer than {@link #RAW_LIMIT}
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
@SuppressWarnings("ArrayRecordComponent")
public record Rejected(
    Reason reason, String detail, Origin origin, byte[] raw, int rawBytes, byte[] key) {
  /** How much of a raw record is kept, in bytes. */
  public static final int RAW_LIMIT = 1024;

  private static final byte[] NOTHING = {};

  /** How much of a detail is kept, in characters. */
  private static final int DETAIL_LIMIT = 1024;

  /** The rules an example can break. Counts are written by {@link #number}. Immutable. */
  public enum Reason {
    /** The record is not the format that was announced. */
    UNPARSABLE(1),
    /** The record has no label. */
    MISSING_LABEL(2),
    /** The label is outside what the model's loss accepts. */
    BAD_LABEL(3),
    /** A label, weight or feature is NaN or infinite, or the weight is negative. */
    NOT_FINITE(4),
    /** A dense vector has the wrong length, or a sparse coordinate is outside of the model. */
    WRONG_DIMENSION(5),
    /** The record is larger than the job accepts. */
    OVERSIZED(6),
    /** The record has no value. */
    TOMBSTONE(7),
    /** What the model would become by learning from it is beyond what floats can hold. */
    DIVERGED(8),
    /** The event time cannot be read, or is not within 1990 to 2099. */
    BAD_TIME(9);

    private final int number;

    Reason(int number) {
      this.number = number;
    }

    /** A number of its own, from 1 to 255, which never changes. */
    public int number() {
      return number;
    }
  }

  /** Keeps at most {@link #RAW_LIMIT} bytes of {@code raw}, and both ends of a long detail. */
  public static Rejected of(Reason reason, String detail, Origin origin, byte[] raw) {
    return of(reason, detail, origin, raw, NOTHING);
  }

  /** As above, of a record with a key, which is null or empty for none. */
  public static Rejected of(Reason reason, String detail, Origin origin, byte[] raw, byte[] key) {
    return new Rejected(reason, bounded(detail), origin, cut(raw), raw.length, kept(key));
  }

  /** An example that was refused when nothing but it was left of the record. */
  public static Rejected of(Reason reason, String detail, Origin origin, String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return new Rejected(reason, bounded(detail), origin, NOTHING, -1, kept(bytes));
  }

  private static byte[] kept(byte[] key) {
    return key == null || key.length > RAW_LIMIT ? NOTHING : key;
  }

  /** Not within a character, if it is UTF-8. */
  private static byte[] cut(byte[] raw) {
    if (raw.length <= RAW_LIMIT) {
      return raw;
    }
    int end = RAW_LIMIT;
    while (end > RAW_LIMIT - 3 && (raw[end] & 0xC0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(raw, end);
  }

  private static String bounded(String detail) {
    int half = DETAIL_LIMIT / 2;
    return detail.length() <= DETAIL_LIMIT
        ? detail
        : detail.substring(0, half) + "..." + detail.substring(detail.length() - half);
  }
}
