// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

/** What a value of a hashed field is taken for. Each kind has coordinates of its own. */
enum FieldKind {
  /** A number, which is not declared categorical. */
  NUMBER(1, "a number"),
  /** One or several texts or truth values, or whatever a field has that is declared categorical. */
  CATEGORY(2, "a text or a truth value"),
  /** An array of numbers. */
  NUMBERS(4, "an array of numbers"),
  /** An object: its members are fields, or entries of a map. */
  OBJECT(8, "an object");

  /** All kinds together. */
  static final int ALL = 15;

  private final int bit;
  private final String words;

  FieldKind(int bit, String words) {
    this.bit = bit;
    this.words = words;
  }

  /** A power of two of its own, which never changes: sets of kinds are written as sums. */
  int bit() {
    return bit;
  }

  /** The kinds whose sum is {@code bits}, in words. */
  static String words(int bits) {
    StringBuilder text = new StringBuilder();
    for (FieldKind kind : values()) {
      if ((bits & kind.bit) != 0) {
        text.append(text.isEmpty() ? "" : " or ").append(kind.words);
      }
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return words;
  }
}
