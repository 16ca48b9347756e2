// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

/** When the n-th record is due at a steady rate. Lateness is made up for. */
record Pace(double perSecond) {
  static final Pace MAX = new Pace(Double.POSITIVE_INFINITY);

  /**
   * Reads {@code max} or a number of records a second.
   *
   * @throws IllegalArgumentException if it is neither or not positive
   */
  static Pace parse(String text) {
    if (text.equals("max")) {
      return MAX;
    }
    try {
      return new Pace(Double.parseDouble(text.replace("_", "").replace(",", "")));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("rate must be max or a number: rate=" + text, e);
    }
  }

  Pace {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("rate must be > 0: rate=" + perSecond);
    }
  }

  boolean unlimited() {
    return Double.isInfinite(perSecond);
  }

  /** Nanoseconds to wait before record {@code n} if {@code elapsed} have passed since record 0. */
  long pause(long n, long elapsed) {
    return Math.max(0, (long) (n * 1e9 / perSecond) - elapsed);
  }

  @Override
  public String toString() {
    return unlimited()
        ? "as fast as they go"
        : String.format(java.util.Locale.ROOT, "%,.0f/s", perSecond);
  }
}
