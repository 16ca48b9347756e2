// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

/** Times in nanoseconds as text: {@code 10ms}, {@code 200us}, {@code 1.5s}. */
public final class Durations {
  /** No time is longer than this, about 11 days. */
  private static final long LONGEST = 1_000_000_000_000_000L;

  private Durations() {}

  /**
   * Reads a time.
   *
   * @param name what it is, for the error
   * @return nanoseconds
   */
  public static long parse(String name, String text) {
    String digits = text.replaceFirst("[a-z]+$", "");
    double unit =
        switch (text.substring(digits.length())) {
          case "ns" -> 1;
          case "us" -> 1e3;
          case "ms" -> 1e6;
          case "s" -> 1e9;
          case "min" -> 60e9;
          default -> Double.NaN;
        };
    double nanos;
    try {
      nanos = Double.parseDouble(digits) * unit;
    } catch (NumberFormatException e) {
      throw refused(name, text, e);
    }
    if (!(nanos >= 0 && nanos <= LONGEST)) {
      throw refused(name, text, null);
    }
    return Math.round(nanos);
  }

  private static IllegalArgumentException refused(String name, String text, Exception cause) {
    return new IllegalArgumentException(
        name + " must be a time >= 0 such as 200us, 10ms or 1.5s: " + name + "=" + text, cause);
  }

  static long bounded(double nanos) {
    return Math.min(Math.round(nanos), LONGEST);
  }
}
