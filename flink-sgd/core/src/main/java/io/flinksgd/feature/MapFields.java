// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Refusal;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records that are maps from names to values: text, {@link Boolean}, {@link Number}, null, and
 * arrays, lists and maps of them. Members of a {@link LinkedHashMap} are given in its order; those
 * of other maps, and entries of maps of numbers, in the order of their names, as those of SQL's MAP
 * are.
 */
public final class MapFields {
  private static final String RULE = "text, a truth value, a number, or an array or a map of these";

  /** Decimals of more digits in front of the point are taken as the nearest double. */
  private static final int MOST_DIGITS = 1000;

  private MapFields() {}

  /**
   * Gives {@code to} the fields of a record, in the order of {@code record}.
   *
   * @throws Refusal if a value is of another type, or breaks a rule of {@code to}
   */
  public static void tell(Map<String, ?> record, Fields to) throws Refusal {
    to.begin();
    for (Map.Entry<String, ?> entry : record.entrySet()) {
      value(to.field(entry.getKey()), entry.getValue(), to);
    }
  }

  private static void value(Field field, Object value, Fields to) throws Refusal {
    if (field.ignored()) {
      return;
    }
    if (value == null) {
      to.absent(field);
    } else if (value instanceof CharSequence text) {
      to.text(field, text.toString());
    } else if (value instanceof Boolean truth) {
      to.truth(field, truth);
    } else if (value instanceof Number number) {
      number(field, number, to);
    } else if (value instanceof Map<?, ?> map) {
      object(field, map, to);
    } else if (value instanceof Iterable<?> elements) {
      Field element = to.beginArray(field);
      for (Object each : elements) {
        value(element, each, to);
      }
      to.endArray(element);
    } else if (value.getClass().isArray()) {
      array(field, value, to);
    } else {
      throw Values.not(RULE, field, value);
    }
  }

  private static void array(Field field, Object array, Fields to) throws Refusal {
    Field element = to.beginArray(field);
    for (int j = 0; j < Array.getLength(array); j++) {
      value(element, Array.get(array, j), to);
    }
    to.endArray(element);
  }

  private static void object(Field field, Map<?, ?> map, Fields to) throws Refusal {
    to.beginObject(field);
    boolean inOrder = map instanceof LinkedHashMap && !isMapOfNumbers(field);
    Map<String, Object> members = inOrder ? new LinkedHashMap<>() : new TreeMap<>();
    map.forEach((name, value) -> members.put(String.valueOf(name), value));
    for (Map.Entry<String, Object> entry : members.entrySet()) {
      value(to.member(field, entry.getKey()), entry.getValue(), to);
    }
  }

  private static boolean isMapOfNumbers(Field field) {
    return field instanceof HashedField hashed && hashed.isMap();
  }

  private static void number(Field field, Number number, Fields to) throws Refusal {
    if (number instanceof Long
        || number instanceof Integer
        || number instanceof Short
        || number instanceof Byte
        || number instanceof AtomicLong
        || number instanceof AtomicInteger) {
      to.whole(field, number.longValue());
    } else if (number instanceof BigInteger whole) {
      whole(field, whole, to);
    } else if (number instanceof BigDecimal decimal) {
      decimal(field, decimal, to);
    } else {
      to.number(field, number.doubleValue());
    }
  }

  /** A decimal number, which is whole if its fraction is zero. */
  public static void decimal(Field field, BigDecimal decimal, Fields to) throws Refusal {
    long digits = decimal.precision() - (long) decimal.scale();
    if (digits <= MOST_DIGITS && decimal.stripTrailingZeros().scale() <= 0) {
      whole(field, decimal.toBigInteger(), to);
    } else {
      to.number(field, decimal.doubleValue());
    }
  }

  private static void whole(Field field, BigInteger whole, Fields to) throws Refusal {
    byte[] digits = whole.toString().getBytes(StandardCharsets.US_ASCII);
    to.whole(field, whole.doubleValue(), digits, 0, digits.length);
  }
}
