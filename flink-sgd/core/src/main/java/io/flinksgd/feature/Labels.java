// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import org.apiguardian.api.API;

/**
 * How the truth is written: as a number, or as one of two values that stand for 0 and 1.
 *
 * <p>The two values are given as {@code NEGATIVE|POSITIVE}. One that reads as a number stands for
 * that number and for the text that is written so, {@code true} and {@code false} for truth value
 * and text, everything else for text. A value in quotation marks stands for text alone: {@code
 * "0"|"1"}. Nothing is cut off, and upper case is not lower case.
 *
 * <p>Immutable, of any thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Labels implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The name of the setting. */
  public static final String NAME = "labels";

  private static final Labels ANY = new Labels(null, null);

  private final Value negative;
  private final Value positive;

  private Labels(Value negative, Value positive) {
    this.negative = negative;
    this.positive = positive;
  }

  /** Any finite number is itself; false and true are 0 and 1. */
  public static Labels numbers() {
    return ANY;
  }

  /**
   * Reads {@code NEGATIVE|POSITIVE}.
   *
   * @throws IllegalArgumentException if these are not two values
   */
  public static Labels parse(String text) {
    int bar = text.indexOf('|');
    if (bar < 0 || bar != text.lastIndexOf('|')) {
      throw wrong("two values with one | between them", text);
    }
    Value negative = Value.parse(text.substring(0, bar), text);
    Value positive = Value.parse(text.substring(bar + 1), text);
    if (negative.meets(positive)) {
      throw wrong("two different values", text);
    }
    return new Labels(negative, positive);
  }

  /**
   * Refuses values that read as a number which no label can be told to equal: one of more digits
   * than a double holds.
   *
   * @throws IllegalArgumentException if one is such a number, and not in quotation marks
   */
  public void refuseLongNumbers() {
    if (areNamed() && (negative.isLongNumber() || positive.isLongNumber())) {
      throw wrong(
          "numbers of at most 15 digits in front of and behind the point; as text alone, they can"
              + " be longer in quotation marks",
          toString());
    }
  }

  private static IllegalArgumentException wrong(String rule, String text) {
    return new IllegalArgumentException("labels must be " + rule + ": labels=" + text);
  }

  /** The label that text says. */
  @API(status = API.Status.INTERNAL)
  public float text(Field field, String text) throws Refusal {
    if (areNamed() && negative.isText(text)) {
      return 0f;
    }
    if (areNamed() && positive.isText(text)) {
      return 1f;
    }
    throw Values.isNonFinite(text)
        ? Values.notNumber(field, text)
        : Values.ofText(Reason.BAD_LABEL, rule(), field, text);
  }

  /** The label that a truth value says. */
  @API(status = API.Status.INTERNAL)
  public float truth(Field field, boolean x) throws Refusal {
    if (!areNamed()) {
      return x ? 1f : 0f;
    }
    if (negative.isTruth(x)) {
      return 0f;
    }
    if (positive.isTruth(x)) {
      return 1f;
    }
    throw unknown(field, x);
  }

  /** The label that a number says. */
  @API(status = API.Status.INTERNAL)
  public float number(Field field, double x) throws Refusal {
    if (!areNamed()) {
      return Values.finite(field, x);
    }
    if (x == negative.number) {
      return 0f;
    }
    if (x == positive.number) {
      return 1f;
    }
    throw Double.isFinite(x) ? unknown(field, said(x)) : Values.notFinite(field, x);
  }

  private static String said(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e15 ? Long.toString((long) x) : Double.toString(x);
  }

  private Refusal unknown(Field field, Object value) {
    return Values.refusal(Reason.BAD_LABEL, rule(), field, value);
  }

  private String rule() {
    return areNamed()
        ? negative + " or " + positive
        : "a number or a truth value, unless labels names two other values";
  }

  /** What a manifest and state have to say of them: {@code labels}, if two values are named. */
  public Map<String, String> described() {
    return areNamed() ? Map.of(NAME, toString()) : Map.of();
  }

  /** Whether a value that means 0 here means 1 there, or the reverse. */
  public boolean contradict(Labels other) {
    return areNamed()
        && other.areNamed()
        && (negative.meets(other.positive) || positive.meets(other.negative));
  }

  /** Whether two values are named; others are labels of any model. */
  public boolean areNamed() {
    return negative != null;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Labels that
        && Objects.equals(negative, that.negative)
        && Objects.equals(positive, that.positive);
  }

  @Override
  public int hashCode() {
    return Objects.hash(negative, positive);
  }

  @Override
  public String toString() {
    return areNamed() ? negative + "|" + positive : "";
  }

  /** One of the two values. */
  private record Value(String written, String text, boolean quoted, double number)
      implements Serializable {
    private static final char QUOTE = '"';

    static Value parse(String written, String labels) {
      if (written.isEmpty()) {
        throw wrong("two values with one | between them", labels);
      }
      boolean quoted =
          written.length() > 1
              && written.charAt(0) == QUOTE
              && written.charAt(written.length() - 1) == QUOTE;
      String text = quoted ? written.substring(1, written.length() - 1) : written;
      return new Value(written, text, quoted, quoted ? Double.NaN : number(text));
    }

    /** NaN if it is none: NaN equals no label. */
    private static double number(String text) {
      if (!text.matches("[-+]?[0-9]{1,15}([.][0-9]{1,15})?")) {
        return Double.NaN;
      }
      return Double.parseDouble(text);
    }

    boolean isLongNumber() {
      return !quoted && Double.isNaN(number) && text.matches("[-+]?[0-9]+([.][0-9]+)?");
    }

    boolean isText(String other) {
      return text.equals(other);
    }

    boolean isTruth(boolean x) {
      return !quoted && text.equals(Boolean.toString(x));
    }

    boolean meets(Value other) {
      return text.equals(other.text) || number == other.number;
    }

    @Override
    public String toString() {
      return written;
    }
  }
}
