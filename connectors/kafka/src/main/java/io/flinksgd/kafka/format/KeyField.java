// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.Values;

/** The key of an example: text, a number or a truth value. */
final class KeyField extends NamedField {
  /** Longest key, in characters. */
  static final int LONGEST = 1024;

  /** More bytes than this are more characters than {@link #LONGEST}. */
  static final int LONGEST_BYTES = 4 * LONGEST;

  private String key = "";

  KeyField(String name) {
    super(name);
  }

  /** The key, if the record has one. */
  String key() {
    return key;
  }

  /** {@code key}, unless it is too long. */
  static String bounded(String key) throws Refusal {
    if (key.length() > LONGEST) {
      throw new Refusal(
          Reason.OVERSIZED,
          "key must have at most " + LONGEST + " characters: length=" + key.length());
    }
    return key;
  }

  @Override
  void text(String text) throws Refusal {
    key = bounded(text);
  }

  @Override
  void truth(boolean x) {
    key = Boolean.toString(x);
  }

  @Override
  void number(double x) {
    key = Double.toString(x);
  }

  @Override
  void whole(long x) {
    key = Long.toString(x);
  }

  @Override
  void whole(double nearest, byte[] digits, int from, int length) throws Refusal {
    text(Values.text(digits, from, length));
  }
}
