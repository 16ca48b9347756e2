// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.gradient;

import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * Numbers the distinct coordinates of a batch in ascending order, so that those of one server, or
 * of one page, are neighbours. Batches that are large against the model mark their coordinates in a
 * bitmap, where a coordinate's number is how many smaller ones are marked; others are sorted.
 * Either way time and space are in proportion to the batch, however large the model is.
 *
 * <p>One serves all batches of a worker; it keeps nothing but scratch space between them. Not
 * thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Numbering {
  /** A bitmap may have this many words, each of 64 coordinates, for each entry of the batch. */
  private static final int WORDS_PER_ENTRY = 16;

  private static final int DIGIT_BITS = 9;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private final boolean identity;
  private final int words;
  private final int digits;

  /** Which coordinates occur; all zero between batches. */
  private long[] marked = {};

  /** How many marked coordinates are in earlier words. */
  private int[] before = {};

  /** Coordinate in the upper half, place in the batch in the lower. */
  private long[] keys = {};

  private long[] sorted = {};
  private final int[] starts = new int[DIGITS + 1];

  private Numbering(boolean identity, int dimension) {
    this.identity = identity;
    this.words = ((dimension - 1) >>> 6) + 1;
    int bits = 32 - Integer.numberOfLeadingZeros(dimension - 1);
    this.digits = (bits + DIGIT_BITS - 1) / DIGIT_BITS;
  }

  /** For models that are pulled as a whole: a coordinate's number is the coordinate. */
  public static Numbering identity() {
    return new Numbering(true, 1);
  }

  /**
   * For models of {@code dimension} coordinates, {@code >= 1}, of which a batch touches some.
   * Coordinates have to be in {@code [0, dimension)}, which is not checked.
   */
  public static Numbering of(int dimension) {
    return new Numbering(false, dimension);
  }

  /**
   * Replaces the first {@code n} coordinates by their numbers.
   *
   * @param entry coordinates, then their numbers
   * @param distinct receives the coordinate of each number; with room for {@code n}
   * @return how many distinct coordinates there are; 0 when the whole model is pulled
   */
  int number(int[] entry, int n, int[] distinct) {
    if (identity || n == 0) {
      return 0;
    }
    return words / WORDS_PER_ENTRY <= n
        ? numberByMarks(entry, n, distinct)
        : numberBySorting(entry, n, distinct);
  }

  private int numberByMarks(int[] entry, int n, int[] distinct) {
    if (marked.length < words) {
      marked = new long[words];
      before = new int[words];
    }
    long[] marked = this.marked;
    int[] before = this.before;
    for (int k = 0; k < n; k++) {
      int c = entry[k];
      marked[c >>> 6] |= 1L << c;
    }
    int count = 0;
    for (int w = 0; w < words; w++) {
      before[w] = count;
      count += Long.bitCount(marked[w]);
    }
    for (int k = 0; k < n; k++) {
      int c = entry[k];
      int word = c >>> 6;
      int number = before[word] + Long.bitCount(marked[word] & ((1L << c) - 1));
      entry[k] = number;
      distinct[number] = c; // as often as it occurs, which costs less than asking
    }
    Arrays.fill(marked, 0, words, 0);
    return count;
  }

  private int numberBySorting(int[] entry, int n, int[] distinct) {
    if (keys.length < n) {
      keys = new long[Math.max(n, keys.length * 2)];
      sorted = new long[keys.length];
    }
    for (int k = 0; k < n; k++) {
      keys[k] = (long) entry[k] << 32 | k;
    }
    for (int digit = 0; digit < digits; digit++) {
      sortByDigit(32 + digit * DIGIT_BITS, n);
    }
    int count = 0;
    int last = -1;
    for (int k = 0; k < n; k++) {
      int c = (int) (keys[k] >>> 32);
      if (c != last) {
        distinct[count++] = c;
        last = c;
      }
      entry[(int) keys[k]] = count - 1;
    }
    return count;
  }

  /** One pass of a radix sort. */
  private void sortByDigit(int shift, int n) {
    long[] from = keys;
    long[] to = sorted;
    Arrays.fill(starts, 0);
    for (int k = 0; k < n; k++) {
      starts[((int) (from[k] >>> shift) & (DIGITS - 1)) + 1]++;
    }
    for (int digit = 0; digit < DIGITS; digit++) {
      starts[digit + 1] += starts[digit];
    }
    for (int k = 0; k < n; k++) {
      to[starts[(int) (from[k] >>> shift) & (DIGITS - 1)]++] = from[k];
    }
    keys = to;
    sorted = from;
  }
}
