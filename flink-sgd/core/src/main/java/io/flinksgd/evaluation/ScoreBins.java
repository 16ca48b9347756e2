// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.Arrays;

/**
 * Weight of positives and of negatives by score, from which the area under the ROC curve follows.
 *
 * <p>A score {@code p} falls into a bin by the exponent and the first eight bits of the mantissa of
 * {@code p} up to one half, and of {@code 1 - p} above it. So bins are 1/256 of {@code p} or of
 * {@code 1 - p} wide at most, which is 1/256 on the logit too, however rare a class is, and no
 * logarithm is needed. There are bins for the powers of two that have occurred, 4 kB for each and 1
 * MB at most; high and low scores stand apart. So those of most data fit into a processor's nearest
 * caches beside the model's: four times as many cost a worker a percent or more of its time. Bins
 * add up. Not thread-safe.
 */
final class ScoreBins {
  private static final int BITS = 8;
  private static final int SHIFT = 23 - BITS;

  /** The number of the bin of one half, counted from 0 up to it. */
  private static final int HALF = Float.floatToRawIntBits(0.5f) >>> SHIFT;

  /** Sums of a bin: negatives, then positives. */
  private static final int SUMS = 2;

  /** Sums of the bins of a power of two. */
  private static final int POWER = SUMS << BITS;

  /** The bin of 0, then the others from one half down to 0. */
  private double[] low = new double[SUMS + POWER];

  /** As above, of {@code 1 - p} where {@code p} is above one half. */
  private double[] high = new double[SUMS + POWER];

  /** Adds an example; a score outside of [0, 1] counts as its nearer end. */
  void add(float score, boolean positive, double weight) {
    boolean above = score > 0.5f;
    double[] sums = above ? high : low;
    float tail = above ? 1 - score : score;
    int bin = tail > 0 ? HALF + 1 - (Float.floatToRawIntBits(tail) >>> SHIFT) : 0;
    int at = bin * SUMS + (positive ? 1 : 0);
    if (at >= sums.length) {
      sums = grown(sums, at);
      keep(above, sums);
    }
    sums[at] += weight;
  }

  /**
   * References are stored when they change and not for every example: the garbage collector marks
   * what is near each, and workers side by side would take these marks from each other.
   */
  private void keep(boolean above, double[] sums) {
    if (above) {
      high = sums;
    } else {
      low = sums;
    }
  }

  /** With room for whole powers of two. */
  private static double[] grown(double[] sums, int at) {
    return at < sums.length
        ? sums
        : Arrays.copyOf(sums, SUMS + (at - SUMS) / POWER * POWER + POWER);
  }

  /** Adds the examples of {@code other}. */
  void merge(ScoreBins other) {
    low = sum(low, other.low);
    high = sum(high, other.high);
  }

  private static double[] sum(double[] sums, double[] more) {
    double[] room = grown(sums, more.length - 1);
    for (int i = 0; i < more.length; i++) {
      room[i] += more[i];
    }
    return room;
  }

  /**
   * The probability that a positive has a higher score than a negative, where scores of a bin count
   * half (Mann-Whitney); NaN when a class is missing.
   */
  double auc() {
    Area area = new Area();
    area.up(low, 0);
    for (int at = low.length - SUMS; at > 0; at -= SUMS) {
      area.up(low, at);
    }
    for (int at = SUMS; at < high.length; at += SUMS) {
      area.up(high, at);
    }
    area.up(high, 0);
    return area.share();
  }

  /** Goes from the lowest score to the highest. */
  private static final class Area {
    private double negatives;
    private double positives;
    private double pairs;

    void up(double[] sums, int at) {
      double negative = sums[at];
      double positive = sums[at + 1];
      pairs += positive * (negatives + negative / 2);
      negatives += negative;
      positives += positive;
    }

    double share() {
      return pairs / (positives * negatives);
    }
  }

  /**
   * Most bins of a window are empty: only the others are written. A sum's number is four times that
   * of its bin, and two more for high scores, and one more for positives.
   */
  void write(DataOutput out) throws IOException {
    out.writeInt(filled(low) + filled(high));
    write(low, 0, out);
    write(high, SUMS, out);
  }

  private static int filled(double[] sums) {
    int filled = 0;
    for (double sum : sums) {
      filled += sum != 0 ? 1 : 0;
    }
    return filled;
  }

  private static void write(double[] sums, int more, DataOutput out) throws IOException {
    for (int i = 0; i < sums.length; i++) {
      if (sums[i] != 0) {
        out.writeInt(2 * i - i % SUMS + more);
        out.writeDouble(sums[i]);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  static ScoreBins read(DataInput in) throws IOException {
    return read(in, 0);
  }

  /** Reads bins of versions 2 and 3 of {@link Scores}, of which each had four. */
  static ScoreBins readFine(DataInput in) throws IOException {
    return read(in, 2);
  }

  /**
   * Reads bins.
   *
   * @param more by how many bits of the mantissa the bins that are read are finer than these
   */
  private static ScoreBins read(DataInput in, int more) throws IOException {
    ScoreBins read = new ScoreBins();
    int half = HALF << more;
    int numbers = 2 * SUMS * (half + 2);
    int filled = below(numbers + 1, in.readInt());
    for (int i = 0; i < filled; i++) {
      int number = below(numbers, in.readInt());
      int bin = number / (2 * SUMS);
      int coarse = bin == 0 ? 0 : HALF + 1 - ((half + 1 - bin) >>> more);
      int at = coarse * SUMS + number % SUMS;
      double sum = in.readDouble();
      if (number % (2 * SUMS) < SUMS) {
        read.low = grown(read.low, at);
        read.low[at] += sum;
      } else {
        read.high = grown(read.high, at);
        read.high[at] += sum;
      }
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
    return other instanceof ScoreBins that
        && Arrays.equals(trimmed(low), trimmed(that.low))
        && Arrays.equals(trimmed(high), trimmed(that.high));
  }

  /** Without the room behind the last example. */
  private static double[] trimmed(double[] sums) {
    int end = sums.length;
    while (end > 0 && sums[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(sums, end);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(trimmed(low)) + Arrays.hashCode(trimmed(high));
  }
}
