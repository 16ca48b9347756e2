// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Refusal;
import io.flinksgd.feature.Field;
import io.flinksgd.feature.Values;

/** A field of an example that has a meaning of its own, and its value in the current record. */
abstract class NamedField extends Field {
  private boolean seen;

  NamedField(String name) {
    super(name, false);
  }

  /** Forgets the record before. */
  void begin() {
    seen = false;
  }

  /** Whether this record has it. */
  boolean seen() {
    return seen;
  }

  /** Notes that the record has it. */
  void see() throws Refusal {
    if (seen) {
      throw Values.not("told once", this, "twice");
    }
    seen = true;
  }

  void text(String text) throws Refusal {
    throw Values.notNumber(this, text);
  }

  void truth(boolean x) throws Refusal {
    throw Values.not("a number", this, x);
  }

  abstract void number(double x) throws Refusal;

  void whole(long x) throws Refusal {
    number((double) x);
  }

  /** A whole number as it is written. */
  void whole(double nearest, byte[] digits, int from, int length) throws Refusal {
    number(nearest);
  }
}
