// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.argument;

import org.apiguardian.api.API;

/**
 * Which numbers an argument may be, as a float: what is computed with floats is judged as one.
 * Immutable, of any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Range {
  /** More than zero. */
  POSITIVE("> 0 and finite", Float.MIN_VALUE, Float.MAX_VALUE),
  /** Zero or more. */
  NOT_NEGATIVE(">= 0 and finite", 0, Float.MAX_VALUE),
  /** From zero on, less than one. */
  LESS_THAN_ONE(">= 0 and < 1", 0, Math.nextDown(1f));

  private final String words;
  private final float least;
  private final float most;

  Range(String words, float least, float most) {
    this.words = words;
    this.least = least;
    this.most = most;
  }

  /**
   * Returns {@code value}.
   *
   * @param name what the number is called, for the error
   * @throws IllegalArgumentException if it is not in the range; NaN is in none
   */
  public float check(String name, float value) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s must be %s: %s=%s".formatted(name, words, name, value));
    }
    return value;
  }

  /** {@code > 0 and finite}. */
  public String words() {
    return words;
  }
}
