// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.json;

import java.util.function.Function;

/**
 * What belongs to the name of a field, remembered by the field's position: most records of a topic
 * have the same fields in the same order, and a parser gives equal names as one object. For one
 * thread.
 */
final class ByPosition<T> {
  /** Fields of a record that are remembered; later ones are looked up each time. */
  static final int POSITIONS = 64;

  /** Longer names are looked up each time. */
  private static final int LONGEST = 256;

  private final Function<String, T> lookup;
  private final String[] name = new String[POSITIONS];
  private final Object[] found = new Object[POSITIONS];
  private int next;

  /**
   * Remembers nothing yet.
   *
   * @param lookup gives the same for the same name, which may be null
   */
  ByPosition(Function<String, T> lookup) {
    this.lookup = lookup;
  }

  /** Another record. */
  void begin() {
    next = 0;
  }

  /** What belongs to the name of the next field. */
  @SuppressWarnings({"ReferenceEquality", "StringEquality", "unchecked"})
  T next(String field) {
    if (next == POSITIONS) {
      return lookup.apply(field);
    }
    int at = next++;
    if (name[at] != field) { // an equal name that is another object is only looked up again
      if (field.length() > LONGEST) {
        return lookup.apply(field);
      }
      name[at] = field;
      found[at] = lookup.apply(field);
    }
    return (T) found[at];
  }
}
