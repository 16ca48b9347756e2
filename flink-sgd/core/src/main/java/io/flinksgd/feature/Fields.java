// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Refusal;
import java.nio.charset.StandardCharsets;

/**
 * Takes the fields of one record after another, whatever the records are written in: what a field
 * means and which values it may have is the same for JSON, CSV, rows of SQL and maps. For one
 * thread.
 *
 * <p>A record is given from {@link #begin} on, field by field in its order. A value is given with
 * its field; a field that is {@link Field#ignored} may be left out. An object's members are given
 * between {@link #beginObject} and the next field that is not one of them, an array's elements
 * between {@link #beginArray} and {@link #endArray}, with the field that the former gave:
 *
 * <pre>{@code
 * fields.begin();                                     // {"ad": "a17", "user": {"age": 31}, "tags": ["x", "y"]}
 * fields.text(fields.field("ad"), "a17");
 * Field user = fields.field("user");
 * fields.beginObject(user);
 * fields.whole(fields.member(user, "age"), 31);
 * Field tag = fields.beginArray(fields.field("tags"));
 * fields.text(tag, "x");
 * fields.text(tag, "y");
 * fields.endArray(tag);
 * }</pre>
 *
 * <p>What is given may break a rule: then the record is refused, and the next begins.
 */
public interface Fields {
  /** Forgets what was given of a record; another one begins, or the same one again. */
  void begin();

  /** The field called {@code name} of a record; to be looked up once where names repeat. */
  Field field(String name);

  /**
   * The field called {@code name} in {@code object}, which is the field {@code object.name}.
   *
   * @throws Refusal if it has no such field, or objects are nested too deep
   */
  Field member(Field object, String name) throws Refusal;

  /** Null. */
  void absent(Field field) throws Refusal;

  /** Text: {@code length} bytes of UTF-8. */
  void text(Field field, byte[] utf8, int from, int length) throws Refusal;

  /** Text: {@code length} characters. */
  void text(Field field, char[] chars, int from, int length) throws Refusal;

  /** Text. */
  default void text(Field field, String text) throws Refusal {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    text(field, utf8, 0, utf8.length);
  }

  /** A truth value. */
  void truth(Field field, boolean x) throws Refusal;

  /** A number that is not known to be whole. */
  void number(Field field, double x) throws Refusal;

  /** A whole number. */
  void whole(Field field, long x) throws Refusal;

  /**
   * A whole number of any length.
   *
   * @param nearest the double nearest to it
   * @param digits its {@code length} digits in ASCII, behind a minus sign if it is negative,
   *     without leading zeros
   */
  void whole(Field field, double nearest, byte[] digits, int from, int length) throws Refusal;

  /** An object, whose members follow. */
  void beginObject(Field field) throws Refusal;

  /**
   * An array, whose elements follow.
   *
   * @return the field with which each of them is given
   */
  Field beginArray(Field field) throws Refusal;

  /** The element that was given last stands in its array, which is a bag, so many times. */
  void times(Field element, int count) throws Refusal;

  /** The array has ended; {@code element} is what {@link #beginArray} gave. */
  void endArray(Field element) throws Refusal;
}
