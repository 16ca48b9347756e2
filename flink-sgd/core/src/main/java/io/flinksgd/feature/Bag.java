// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import java.util.Arrays;

/**
 * The values of a category that has several in one example, by their hashes. A value that stands
 * {@code c} times has the weight {@code c / sqrt(sum of all c^2)}: together they are as long as one
 * value alone, however many there are. For one thread.
 */
final class Bag {
  private static final long LOW = 0xffffffffL;

  /** A hash in the upper half and how often it stands in the lower one. */
  private long[] entries = new long[8];

  private int size;
  private float[] weights = {};

  /** Forgets all values. */
  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  void add(int hash) {
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, 2 * size);
    }
    entries[size++] = (long) hash << 32 | 1;
  }

  /** The value that was added last stands so many times; not at all if {@code count < 1}. */
  void times(int count) {
    if (count < 1) {
      size--;
    } else {
      entries[size - 1] = (entries[size - 1] & ~LOW) | count;
    }
  }

  /** Orders the values by their hashes and weighs them; then each stands once. */
  void weigh() {
    Arrays.sort(entries, 0, size);
    if (weights.length < size) {
      weights = new float[entries.length];
    }
    double[] counts = new double[size];
    int distinct = 0;
    for (int i = 0; i < size; i++) {
      if (distinct == 0 || hash(distinct - 1) != (int) (entries[i] >>> 32)) {
        entries[distinct++] = entries[i];
      }
      counts[distinct - 1] += entries[i] & LOW;
    }
    size = distinct;
    double squares = 0;
    for (int i = 0; i < size; i++) {
      squares += counts[i] * counts[i];
    }
    for (int i = 0; i < size; i++) {
      weights[i] = (float) (counts[i] / Math.sqrt(squares));
    }
  }

  int hash(int i) {
    return (int) (entries[i] >>> 32);
  }

  float weight(int i) {
    return weights[i];
  }
}
