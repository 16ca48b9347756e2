// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;

/** Examples that are told by their number, and what a model that counts them must have counted. */
final class NumberedExamples {
  static final int DIMENSION = 1000;

  private static final int TOUCHED = 5;
  private static final int PART = DIMENSION / TOUCHED;

  private NumberedExamples() {}

  /** The example with number {@code i}; it touches a few coordinates, each of them once. */
  static Example example(long i) {
    int[] touched = new int[TOUCHED];
    for (int k = 0; k < TOUCHED; k++) {
      touched[k] = coordinate(i, k);
    }
    return new Example(
        0, 1, Features.Sparse.ofOnes(touched), Example.NO_TIME, "" + i, new Origin("n", 0, i));
  }

  private static int coordinate(long i, int k) {
    return (int) (k * (long) PART + (i * 31 + k * 7L) % PART);
  }

  /** Adds an example, that many times, to the counts of the coordinates that it touches. */
  static void count(long example, long times, float[] counts) {
    for (int k = 0; k < TOUCHED; k++) {
      counts[coordinate(example, k)] += times;
    }
  }
}
