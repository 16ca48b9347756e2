// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.example;

import java.util.Arrays;

/** Coordinates that stand more than once in an example. */
final class Repeats {
  /** Spreads coordinates that differ in few bits (Knuth, multiplicative hashing). */
  private static final int GOLDEN = 0x9E3779B9;

  private Repeats() {}

  /** Whether a coordinate stands twice; in time proportional to their number. */
  static boolean in(int[] coordinates) {
    int n = coordinates.length;
    boolean ascending = true;
    for (int k = 1; k < n; k++) {
      ascending &= coordinates[k - 1] < coordinates[k];
    }
    if (ascending) {
      return false;
    }
    Table table = new Table(coordinates);
    for (int k = 0; k < n; k++) {
      if (table.first(k) != k) {
        return true;
      }
    }
    return false;
  }

  /** Where each entry's coordinate stands first. */
  static int[] firsts(int[] coordinates) {
    Table table = new Table(coordinates);
    int[] first = new int[coordinates.length];
    for (int k = 0; k < first.length; k++) {
      first[k] = table.first(k);
    }
    return first;
  }

  /** Each coordinate once, in the order in which they stand first. */
  static int[] distinct(int[] coordinates, int[] first) {
    int[] distinct = new int[coordinates.length];
    int n = 0;
    for (int k = 0; k < first.length; k++) {
      if (first[k] == k) {
        distinct[n++] = coordinates[k];
      }
    }
    return Arrays.copyOf(distinct, n);
  }

  /** The sum of the values of each of the {@link #distinct} coordinates. */
  static float[] sums(float[] values, int[] first) {
    float[] sums = new float[first.length];
    int[] place = new int[first.length];
    int n = 0;
    for (int k = 0; k < first.length; k++) {
      if (first[k] == k) {
        place[k] = n++;
      }
      sums[place[first[k]]] += values[k];
    }
    return Arrays.copyOf(sums, n);
  }

  /** Where coordinates stand first, by open addressing. */
  private static final class Table {
    private final int[] coordinates;
    private final int shift;

    /** One more than an entry, or zero. */
    private final int[] entry;

    Table(int[] coordinates) {
      this.coordinates = coordinates;
      int bits = Math.min(30, 34 - Integer.numberOfLeadingZeros(coordinates.length));
      this.shift = 32 - bits;
      this.entry = new int[1 << bits];
    }

    /** Where the coordinate of entry {@code k} stands first; to be asked in ascending order. */
    int first(int k) {
      int at = (coordinates[k] * GOLDEN) >>> shift;
      while (entry[at] != 0) {
        if (coordinates[entry[at] - 1] == coordinates[k]) {
          return entry[at] - 1;
        }
        at = (at + 1) & (entry.length - 1);
      }
      entry[at] = k + 1;
      return k;
    }
  }
}
