// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.argument;

import java.time.Duration;

/** Checks of numbers, whose errors say rule, name and value. */
public final class Require {
  private Require() {}

  /**
   * Returns {@code value}.
   *
   * @throws IllegalArgumentException if it is less than {@code least}
   */
  public static int atLeast(int least, String name, int value) {
    atLeast(least, name, (long) value);
    return value;
  }

  /** As {@link #atLeast(int, String, int)}. */
  public static long atLeast(long least, String name, long value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be >= " + least + ": " + name + "=" + value);
    }
    return value;
  }

  /** As {@link #atLeast(int, String, int)}, in milliseconds. */
  public static Duration atLeast(long leastMillis, String name, Duration value) {
    atLeast(leastMillis, name + " in ms", value.toMillis());
    return value;
  }
}
