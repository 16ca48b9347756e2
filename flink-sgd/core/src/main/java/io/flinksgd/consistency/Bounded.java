// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/** Numbers that are checked. */
final class Bounded {
  private Bounded() {}

  static double notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be >= 0 and finite: " + name + "=" + value);
    }
    return value;
  }

  static double positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be > 0 and finite: " + name + "=" + value);
    }
    return value;
  }

  static int atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be >= " + least + ": " + name + "=" + value);
    }
    return value;
  }
}
