// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The hashes of the crossed fields of one example, and the features that their combinations make.
 * For one thread.
 */
final class Crosses {
  /** Most features that one cross may make of one example. */
  static final int MOST = 10_000;

  /** Most features that all crosses together may make of one example. */
  static final int MOST_OF_ALL = 10 * MOST;

  private final Map<String, Integer> slots = new HashMap<>();
  private final List<List<String>> names;
  private final int[][] crosses;

  private final int[] hash;
  private final boolean[] present;

  /** The values of a field that has several; null for the others. */
  private final Texts[] several;

  private boolean anySeveral;

  /** Hashes and weights, of equal number. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Texts(int[] hashes, float[] weights) {}

  Crosses(List<List<String>> crosses) {
    for (List<String> cross : crosses) {
      cross.forEach(name -> slots.putIfAbsent(name, slots.size()));
    }
    this.names = crosses;
    this.crosses = new int[crosses.size()][];
    for (int c = 0; c < this.crosses.length; c++) {
      this.crosses[c] = crosses.get(c).stream().mapToInt(slots::get).toArray();
    }
    this.hash = new int[slots.size()];
    this.present = new boolean[slots.size()];
    this.several = new Texts[slots.size()];
  }

  /** The place of the field called {@code name}, or negative if it is in no cross. */
  int slot(String name) {
    return slots.getOrDefault(name, -1);
  }

  /** Forgets the fields of an example. */
  void clear() {
    Arrays.fill(present, false);
    if (anySeveral) {
      Arrays.fill(several, null);
      anySeveral = false;
    }
  }

  /** A field's one text. */
  void set(int slot, int text) {
    hash[slot] = text;
    present[slot] = true;
    if (anySeveral) {
      several[slot] = null;
    }
  }

  /** A field's texts. */
  void set(int slot, Bag texts) {
    int[] hashes = new int[texts.size()];
    float[] weights = new float[texts.size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = texts.hash(i);
      weights[i] = texts.weight(i);
    }
    several[slot] = new Texts(hashes, weights);
    present[slot] = true;
    anySeveral = true;
  }

  /** Adds a feature to {@code row} for each combination of texts. */
  void addTo(HashedFeatures row) throws Refusal {
    if (anySeveral) {
      addSeveral(row);
      return;
    }
    for (int[] cross : crosses) {
      add(cross, row);
    }
  }

  private void addSeveral(HashedFeatures row) throws Refusal {
    long all = 0;
    for (int c = 0; c < crosses.length; c++) {
      long combinations = combinations(c);
      all += combinations;
      if (all > MOST_OF_ALL) {
        throw new Refusal(
            Reason.OVERSIZED,
            "crosses must make at most %d features of an example: features=%d"
                .formatted(MOST_OF_ALL, all));
      }
      if (combinations > 0) {
        add(crosses[c], 0, 0, 1f, row);
      }
    }
  }

  private void add(int[] slots, HashedFeatures row) {
    int combined = hash[slots[0]];
    boolean all = present[slots[0]];
    for (int i = 1; i < slots.length && all; i++) {
      all = present[slots[i]];
      combined = Murmur3.hash(hash[slots[i]], combined);
    }
    if (all) {
      row.add(combined, 1f);
    }
  }

  private long combinations(int cross) throws Refusal {
    double product = 1;
    for (int slot : crosses[cross]) {
      Texts values = several[slot];
      product *= values != null ? values.hashes.length : present[slot] ? 1 : 0;
    }
    if (product > MOST) {
      throw new Refusal(
          Reason.OVERSIZED,
          "a cross must make at most %d features: %s=%.0f"
              .formatted(MOST, String.join("*", names.get(cross)), product));
    }
    return (long) product;
  }

  private void add(int[] slots, int next, int combined, float weight, HashedFeatures row) {
    if (next == slots.length) {
      row.add(combined, weight);
      return;
    }
    int slot = slots[next];
    Texts values = several[slot];
    int count = values == null ? 1 : values.hashes.length;
    for (int i = 0; i < count; i++) {
      int text = values == null ? hash[slot] : values.hashes[i];
      add(
          slots,
          next + 1,
          next == 0 ? text : Murmur3.hash(text, combined),
          values == null ? weight : weight * values.weights[i],
          row);
    }
  }
}
