// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.codec;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.Require;

/** Runs of floats that share a scale. */
final class Buckets {
  private Buckets() {}

  static Argument<Integer> argument(int otherwise, String shared) {
    return Argument.whole("bucket", otherwise, "Numbers that share a " + shared + "; at least 1.");
  }

  static void check(int bucket) {
    Require.atLeast(1, "bucket", bucket);
  }

  static int count(int floats, int bucket) {
    return (int) ((floats + (long) bucket - 1) / bucket);
  }
}
