// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Refusal;
import io.flinksgd.feature.Field;
import io.flinksgd.feature.Fields;
import io.flinksgd.feature.Values;
import java.nio.charset.StandardCharsets;

/**
 * Numbers in formats that have text only: {@code 7}, {@code -0.5}, {@code +1}, {@code .5}, {@code
 * 1e-3}, and {@code nan} and {@code inf} as programs write them: in small letters, with a capital,
 * {@code NaN}; {@code NAN} is a text. One serves one thread.
 */
final class NumberText {
  /** What a text is. */
  enum Kind {
    /** No number. */
    TEXT,
    /** Digits, perhaps with a sign. */
    WHOLE,
    /** With a point or an exponent. */
    DECIMAL,
    /** NaN or an infinity. */
    NOT_FINITE
  }

  /** Digits of a whole number that a long always holds. */
  private static final int LONG_DIGITS = 18;

  /** Whole numbers below this are doubles too. */
  private static final long EXACT = 1L << 53;

  private static final double[] POWER_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18
  };

  private CharSequence text;
  private int from;
  private int to;
  private Kind kind;
  private boolean negative;
  private int first; // of the digits
  private long digits; // of the whole number without its point, if they are at most LONG_DIGITS
  private int count; // of digits
  private int scale; // digits behind the point
  private boolean exponent;

  /** Reads {@code text} from {@code from} (inclusive) to {@code to} (exclusive). */
  Kind read(CharSequence text, int from, int to) {
    this.text = text;
    this.from = from;
    this.to = to;
    kind = find();
    return kind;
  }

  private Kind find() {
    int i = from;
    negative = i < to && text.charAt(i) == '-';
    if (negative || (i < to && text.charAt(i) == '+')) {
      i++;
    }
    first = i;
    digits = 0;
    count = 0;
    scale = 0;
    exponent = false;
    i = digits(i);
    boolean point = i < to && text.charAt(i) == '.';
    if (point) {
      int whole = count;
      i = digits(i + 1);
      scale = count - whole;
    }
    if (count == 0) {
      return isNotFinite(first) ? Kind.NOT_FINITE : Kind.TEXT;
    }
    if (i < to && (text.charAt(i) | 0x20) == 'e') {
      exponent = true;
      i++;
      if (i < to && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
        i++;
      }
      int power = i;
      while (i < to && isDigit(text.charAt(i))) {
        i++;
      }
      if (i == power) {
        return Kind.TEXT;
      }
    }
    if (i < to) {
      return Kind.TEXT;
    }
    return point || exponent ? Kind.DECIMAL : Kind.WHOLE;
  }

  private int digits(int begin) {
    int i = begin;
    while (i < to && isDigit(text.charAt(i))) {
      if (count < LONG_DIGITS) {
        digits = digits * 10 + (text.charAt(i) - '0');
      }
      count++;
      i++;
    }
    return i;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean isNotFinite(int begin) {
    return switch (to - begin) {
      case 3 -> is("nan", begin) || is("NaN", begin) || is("inf", begin) || is("Inf", begin);
      case 8 -> is("infinity", begin) || is("Infinity", begin);
      default -> false;
    };
  }

  private boolean is(String word, int begin) {
    for (int i = 0; i < word.length(); i++) {
      if (text.charAt(begin + i) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The number that was read, as the nearest double; infinite if too large, NaN if it is none. */
  double value() {
    if (kind == Kind.TEXT || kind == Kind.NOT_FINITE) {
      return Double.NaN;
    }
    if (!exponent && count <= LONG_DIGITS && digits < EXACT) {
      double value = digits / POWER_OF_TEN[scale];
      return negative ? -value : value;
    }
    return Double.parseDouble(text.subSequence(from, to).toString());
  }

  /**
   * Passes the number that was read to {@code fields}, or the text if it is none.
   *
   * @throws Refusal if it is not finite, or breaks a rule of {@code fields}
   */
  void tell(Field field, Fields fields) throws Refusal {
    switch (kind) {
      case WHOLE -> tellWhole(field, fields);
      case DECIMAL -> {
        double value = value();
        if (!Double.isFinite(value)) {
          throw Values.notFinite(field, text.subSequence(from, to));
        }
        fields.number(field, value);
      }
      case NOT_FINITE -> {
        if (!field.isCategory()) {
          throw Values.notFinite(field, text.subSequence(from, to));
        }
        tellText(field, fields);
      }
      case TEXT -> tellText(field, fields);
    }
  }

  /** Text is all that a truth value can be written as here. */
  private void tellText(Field field, Fields fields) throws Refusal {
    String written = text.subSequence(from, to).toString();
    if (field instanceof LabelField label && label.readsTruth(written)) {
      fields.truth(field, Boolean.parseBoolean(written));
    } else {
      fields.text(field, written);
    }
  }

  private void tellWhole(Field field, Fields fields) throws Refusal {
    if (count <= LONG_DIGITS) {
      fields.whole(field, negative ? -digits : digits);
      return;
    }
    int begin = first;
    while (begin < to - 1 && text.charAt(begin) == '0') {
      begin++;
    }
    String sign = negative ? "-" : "";
    byte[] written = (sign + text.subSequence(begin, to)).getBytes(StandardCharsets.US_ASCII);
    double nearest = Double.parseDouble(text.subSequence(from, to).toString());
    if (!Double.isFinite(nearest)) {
      throw Values.notFinite(field, text.subSequence(from, to));
    }
    fields.whole(field, nearest, written, 0, written.length);
  }
}
