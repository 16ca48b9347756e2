package io.flinksgd.example;

import java.util.Arrays;

/**
 * An example that was not learned from, and why. Rejected examples leave the job on a stream of
 * their own; none is dropped in silence.
 *
 * @param reason what rule it broke
 * @param detail the rule, name and value in words
 * @param origin where it came from
 * @param raw the first bytes of the record as it came, at most {@link #RAW_LIMIT}; empty when there
 *     are none
 */
@SuppressWarnings("ArrayRecordComponent")
public record Rejected(Reason reason, String detail, Origin origin, byte[] raw) {
  /** How much of a raw record is kept, in bytes. */
  public static final int RAW_LIMIT = 1024;

  /** How much of a detail is kept, in characters. */
  private static final int DETAIL_LIMIT = 1024;

  /** The rules an example can break. Counts are written by {@link #number}. */
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
    byte[] kept = raw.length <= RAW_LIMIT ? raw : Arrays.copyOf(raw, RAW_LIMIT);
    return new Rejected(reason, bounded(detail), origin, kept);
  }

  private static String bounded(String detail) {
    int half = DETAIL_LIMIT / 2;
    return detail.length() <= DETAIL_LIMIT
        ? detail
        : detail.substring(0, half) + "..." + detail.substring(detail.length() - half);
  }
}
