// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads plain JSON, which almost every record is, faster than a full parser: one object of texts of
 * printable ASCII without escapes, of short decimal numbers, of truth values and nulls. It decides
 * nothing else: whatever is not that plain, be it valid or not, is left to Jackson from its first
 * byte, and what it does accept means the same to Jackson. For one thread.
 */
final class PlainJson {
  /** What follows a name. */
  enum Kind {
    TEXT,
    WHOLE,
    DECIMAL,
    TRUE,
    FALSE,
    NULL
  }

  private static final int MAX_NAME = 256;

  /** Most bytes in front of a value that are remembered. */
  private static final int MAX_BEFORE = 2 * MAX_NAME;

  /** Digits that a double always holds exactly. */
  private static final int MAX_DIGITS = 15;

  /** Digits that a long always holds. */
  private static final int MAX_WHOLE_DIGITS = 18;

  private static final double[] POWER_OF_TEN = new double[MAX_DIGITS + 1];

  static {
    for (int power = 0; power <= MAX_DIGITS; power++) {
      POWER_OF_TEN[power] = Math.pow(10, power);
    }
  }

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  /**
   * What stood in front of a value, by its position: the end of the value before, the name and the
   * colon. In most records it is the same.
   */
  private final byte[][] before = new byte[ByPosition.POSITIONS][];

  private final String[] nameOf = new String[ByPosition.POSITIONS];

  private byte[] json = {};
  private int at;
  private int fields;
  private boolean plain;
  private boolean ended;

  private String name = "";
  private Kind kind = Kind.NULL;
  private int from;
  private int to;
  private long digits;
  private int scale;

  /** Begins a record. */
  void begin(byte[] record) {
    begin(record, 0);
  }

  /** Begins a record that starts at {@code from}. */
  void begin(byte[] record, int from) {
    json = record;
    at = from;
    fields = 0;
    plain = true;
    ended = false;
  }

  /**
   * Moves to the next field; false when there is none, because the record has ended or is not
   * plain.
   */
  boolean next() {
    plain = plain && readName() && readValue();
    fields++;
    return plain && !ended;
  }

  /** Whether all of the record was plain; ask when there is no further field. */
  boolean wasPlain() {
    return plain && ended;
  }

  private void skipSpace() {
    while (at < json.length
        && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
      at++;
    }
  }

  /** Whether {@code wanted} comes next, after any spaces; if so, moves past it. */
  private boolean take(char wanted) {
    if (at < json.length && json[at] <= ' ') {
      skipSpace();
    }
    if (at < json.length && json[at] == wanted) {
      at++;
      return true;
    }
    return false;
  }

  /** Moves to the next value, or to the end of the record if there is none. */
  private boolean readName() {
    byte[] known = fields < before.length ? before[fields] : null;
    if (known != null
        && at + known.length < json.length
        && Arrays.equals(known, 0, known.length, json, at, at + known.length)) {
      at += known.length;
      name = nameOf[fields];
      return true;
    }
    int begin = at;
    if (fields == 0 && !take('{')) {
      return false;
    }
    if (take('}')) {
      skipSpace();
      ended = true;
      return at == json.length;
    }
    if ((fields > 0 && !take(',')) || !take('"') || !readText() || to - from > MAX_NAME) {
      return false;
    }
    name = text();
    if (!take(':')) {
      return false;
    }
    skipSpace();
    if (fields < before.length && at - begin <= MAX_BEFORE) {
      before[fields] = Arrays.copyOfRange(json, begin, at);
      nameOf[fields] = name;
    }
    return at < json.length;
  }

  /** Moves past the quotation mark that ends a text; the one that begins it has been read. */
  private boolean readText() {
    byte[] json = this.json;
    int i = at;
    from = i;
    while (i < json.length && json[i] >= ' ' && json[i] != '"' && json[i] != '\\') {
      i++; // a byte of a longer character is negative
    }
    to = i;
    at = i + 1;
    return i < json.length && json[i] == '"';
  }

  /** Reads the value that is next, unless the record has ended. */
  private boolean readValue() {
    if (ended) {
      return true;
    }
    return switch (json[at]) {
      case '"' -> {
        at++;
        kind = Kind.TEXT;
        yield readText();
      }
      case 't' -> readWord(TRUE, Kind.TRUE);
      case 'f' -> readWord(FALSE, Kind.FALSE);
      case 'n' -> readWord(NULL, Kind.NULL);
      default -> readNumber();
    };
  }

  private boolean readWord(byte[] word, Kind kind) {
    digits = 0;
    scale = 0;
    from = at;
    to = Math.min(json.length, at + word.length);
    at = to;
    this.kind = kind;
    return Arrays.equals(word, 0, word.length, json, from, to) && endsHere();
  }

  private boolean readNumber() {
    byte[] json = this.json;
    int i = at;
    from = i;
    boolean negative = json[i] == '-';
    if (negative) {
      i++;
    }
    int first = i;
    long digits = 0;
    while (i < json.length && json[i] >= '0' && json[i] <= '9' && i - first <= MAX_WHOLE_DIGITS) {
      digits = digits * 10 + (json[i++] - '0');
    }
    int whole = i - first;
    int scale = 0;
    if (i < json.length && json[i] == '.') {
      int point = i++;
      while (i < json.length && json[i] >= '0' && json[i] <= '9' && i - point <= MAX_DIGITS) {
        digits = digits * 10 + (json[i++] - '0');
      }
      scale = i - point - 1;
      if (scale == 0) {
        return false;
      }
    }
    to = i;
    at = i;
    this.scale = scale;
    this.digits = negative ? -digits : digits;
    kind = scale == 0 ? Kind.WHOLE : Kind.DECIMAL;
    boolean leadingZero = whole > 1 && json[first] == '0';
    boolean minusZero = negative && digits == 0;
    int most = scale == 0 ? MAX_WHOLE_DIGITS : MAX_DIGITS;
    return whole > 0 && whole + scale <= most && !leadingZero && !minusZero && endsHere();
  }

  /**
   * Whether a word or a number is complete, and not followed by an exponent, for example: a value
   * is passed on, and may be refused, only as a whole.
   */
  private boolean endsHere() {
    return at < json.length
        && switch (json[at]) {
          case ',', '}', ' ', '\n', '\r', '\t' -> true;
          default -> false;
        };
  }

  /** The name of the field; equal ones are most often one object. */
  String name() {
    return name;
  }

  /** What its value is. */
  Kind kind() {
    return kind;
  }

  /** The record, of which {@link #length} bytes at {@link #from} are the value. */
  byte[] bytes() {
    return json;
  }

  /** Where the value begins, behind a quotation mark if there is one. */
  int from() {
    return from;
  }

  /** How many bytes the value has. */
  int length() {
    return to - from;
  }

  /** Whether the value is a number. */
  boolean isNumber() {
    return kind == Kind.WHOLE || kind == Kind.DECIMAL;
  }

  /** The value as it is written, without quotation marks. */
  String text() {
    return new String(json, from, to - from, StandardCharsets.US_ASCII);
  }

  /** The value, if it is a {@link Kind#WHOLE} number. */
  long whole() {
    return digits;
  }

  /** The value as the nearest double, if it {@link #isNumber}; of a truth value zero. */
  double number() {
    return scale == 0 ? digits : digits / POWER_OF_TEN[scale];
  }
}
