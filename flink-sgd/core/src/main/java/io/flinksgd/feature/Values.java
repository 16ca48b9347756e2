// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import java.nio.charset.StandardCharsets;

/** The rules for single values, and how a value that breaks one is refused. */
public final class Values {
  /** Longer values are cut in what is said of them. */
  private static final int MOST_SAID = 100;

  private Values() {}

  /**
   * {@code x} as a float.
   *
   * @throws Refusal if that is not finite
   */
  public static float finite(Field field, double x) throws Refusal {
    float value = (float) x;
    if (!Float.isFinite(value)) {
      throw notFinite(field, x);
    }
    return value;
  }

  /** {@code field} is no finite number. */
  public static Refusal notFinite(Field field, Object value) {
    return refusal(Reason.NOT_FINITE, "a finite float", field, value);
  }

  /**
   * {@code field} is not what it must be.
   *
   * @param rule what it must be: {@code a number}
   */
  public static Refusal not(String rule, Field field, Object value) {
    return refusal(Reason.UNPARSABLE, rule, field, value);
  }

  /** {@code field} takes numbers only, and {@code text} is none. */
  public static Refusal notNumber(Field field, String text) {
    return isNonFinite(text)
        ? ofText(Reason.NOT_FINITE, "a finite float", field, text)
        : ofText(Reason.UNPARSABLE, "a number", field, text);
  }

  /** {@code field} breaks a rule. */
  static Refusal refusal(Reason reason, String rule, Field field, Object value) {
    return said(reason, rule, field, shown(String.valueOf(value)));
  }

  /** As above, where the value is a text: in quotation marks, for 1 may be right and "1" wrong. */
  static Refusal ofText(Reason reason, String rule, Field field, String text) {
    return said(reason, rule, field, '"' + shown(text) + '"');
  }

  private static Refusal said(Reason reason, String rule, Field field, String value) {
    String name = shown(field.name());
    return new Refusal(reason, "%s must be %s: %s=%s".formatted(name, rule, name, value));
  }

  /** {@code text} for an error, cut if it is long. */
  public static String shown(String text) {
    return text.length() <= MOST_SAID ? text : text.substring(0, MOST_SAID) + "...";
  }

  /** Whether {@code text} is what some writers make of NaN and infinity. */
  static boolean isNonFinite(String text) {
    return switch (text) {
      case "NaN", "Infinity", "-Infinity" -> true;
      default -> false;
    };
  }

  /** As {@link #isNonFinite(String)}, of {@code length} bytes. */
  static boolean isNonFinite(byte[] utf8, int from, int length) {
    return (length == 3 || length == 8 || length == 9)
        && isLikely((char) utf8[from + length - 2], (char) utf8[from + length - 1])
        && isNonFinite(text(utf8, from, length));
  }

  /** As {@link #isNonFinite(String)}, of {@code length} characters. */
  static boolean isNonFinite(char[] chars, int from, int length) {
    return (length == 3 || length == 8 || length == 9)
        && isLikely(chars[from + length - 2], chars[from + length - 1])
        && isNonFinite(new String(chars, from, length));
  }

  /** By the last two characters. */
  private static boolean isLikely(char before, char last) {
    return (before == 'a' && last == 'N') || (before == 't' && last == 'y');
  }

  /** {@code length} bytes of UTF-8. */
  public static String text(byte[] utf8, int from, int length) {
    return new String(utf8, from, length, StandardCharsets.UTF_8);
  }
}
