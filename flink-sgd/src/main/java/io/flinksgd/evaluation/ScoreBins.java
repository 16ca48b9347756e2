package io.flinksgd.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.Arrays;

/**
 * Weight of positives and of negatives by score, from which the area under the ROC curve follows.
 *
 * <p>A score {@code p} falls into a bin by the exponent and the first ten bits of the mantissa of
 * {@code p} up to one half, and of {@code 1 - p} above it. So bins are about a thousandth of {@code
 * p} or of {@code 1 - p} wide, which is a thousandth on the logit too, however rare a class is, and
 * no logarithm is needed. There are bins for the powers of two that have occurred, 32 kB for each
 * and 4 MB at most. Bins add up. Not thread-safe.
 */
final class ScoreBins {
  private static final int BITS = 10;
  private static final int SHIFT = 23 - BITS;

  /** The bin of one half, which is the highest. */
  private static final int HALF = Float.floatToRawIntBits(0.5f) >>> SHIFT;

  /** Sums of a bin: negatives and positives up to one half, then those above it. */
  private static final int SUMS = 4;

  private static final int POSITIVE = 1;
  private static final int ABOVE = 2;

  /** Sums of the bins of a power of two. */
  private static final int POWER = SUMS << BITS;

  private static final int MOST = SUMS * (HALF + 1) + POWER;

  /** The bin of 0 and 1, then the others from one half down to 0 and up to 1. */
  private double[] sums = new double[SUMS + POWER];

  /** Adds an example; a score outside of [0, 1] counts as its nearer end. */
  void add(float score, boolean positive, double weight) {
    boolean above = score > 0.5f;
    float tail = above ? 1 - score : score;
    int bin = tail > 0 ? HALF + 1 - (Float.floatToRawIntBits(tail) >>> SHIFT) : 0;
    int at = bin * SUMS + (above ? ABOVE : 0) + (positive ? POSITIVE : 0);
    if (at >= sums.length) {
      grow(at);
    }
    sums[at] += weight;
  }

  /** Makes room for whole powers of two. */
  private void grow(int at) {
    sums = Arrays.copyOf(sums, SUMS + (at - SUMS) / POWER * POWER + POWER);
  }

  /** Adds the examples of {@code other}. */
  void merge(ScoreBins other) {
    if (other.sums.length > sums.length) {
      grow(other.sums.length - 1);
    }
    for (int i = 0; i < other.sums.length; i++) {
      sums[i] += other.sums[i];
    }
  }

  /**
   * The probability that a positive has a higher score than a negative, where scores of a bin count
   * half (Mann-Whitney); NaN when a class is missing.
   */
  double auc() {
    Area area = new Area();
    area.up(sums, 0);
    for (int at = sums.length - SUMS; at > 0; at -= SUMS) {
      area.up(sums, at);
    }
    for (int at = SUMS; at < sums.length; at += SUMS) {
      area.up(sums, at + ABOVE);
    }
    area.up(sums, ABOVE);
    return area.share();
  }

  /** Goes from the lowest score to the highest. */
  private static final class Area {
    private double negatives;
    private double positives;
    private double pairs;

    void up(double[] sums, int at) {
      double negative = sums[at];
      double positive = sums[at + POSITIVE];
      pairs += positive * (negatives + negative / 2);
      negatives += negative;
      positives += positive;
    }

    double share() {
      return pairs / (positives * negatives);
    }
  }

  /** Most bins of a window are empty: only the others are written. */
  void write(DataOutput out) throws IOException {
    int filled = 0;
    for (double sum : sums) {
      filled += sum != 0 ? 1 : 0;
    }
    out.writeInt(filled);
    for (int i = 0; i < sums.length; i++) {
      if (sums[i] != 0) {
        out.writeInt(i);
        out.writeDouble(sums[i]);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  static ScoreBins read(DataInput in) throws IOException {
    ScoreBins read = new ScoreBins();
    int filled = below(MOST + 1, in.readInt());
    for (int i = 0; i < filled; i++) {
      int at = below(MOST, in.readInt());
      if (at >= read.sums.length) {
        read.grow(at);
      }
      read.sums[at] = in.readDouble();
    }
    return read;
  }

  private static int below(int end, int number) throws IOException {
    if (number < 0 || number >= end) {
      throw new InvalidObjectException("bin must be in [0, " + end + "): bin=" + number);
    }
    return number;
  }

  /** Reads the bins of version 1 of {@link Scores}, each of which was 1/4096 wide. */
  static ScoreBins readEven(DataInput in) throws IOException {
    ScoreBins read = new ScoreBins();
    for (boolean positive : new boolean[] {true, false}) {
      int filled = below(4097, in.readInt());
      for (int i = 0; i < filled; i++) {
        float middle = (below(4096, in.readShort()) + 0.5f) / 4096;
        read.add(middle, positive, in.readDouble());
      }
    }
    return read;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoreBins that && Arrays.equals(filled(), that.filled());
  }

  /** Without the room behind the last example. */
  private double[] filled() {
    int end = sums.length;
    while (end > 0 && sums[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(sums, end);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(filled());
  }
}
