// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Refusal;

/** A row of numbers: what else a field may be, none of these has. */
abstract class NumberRow implements FeatureRow {
  /** A number, at {@code field}. */
  abstract void value(Field field, float x) throws Refusal;

  @Override
  public final void number(Field field, double x) throws Refusal {
    value(field, Values.finite(field, x));
  }

  @Override
  public final void whole(Field field, long x) throws Refusal {
    number(field, (double) x);
  }

  @Override
  public final void whole(Field field, double nearest, byte[] digits, int from, int length)
      throws Refusal {
    number(field, nearest);
  }

  @Override
  public final void text(Field field, byte[] utf8, int from, int length) throws Refusal {
    throw Values.notNumber(field, Values.text(utf8, from, length));
  }

  @Override
  public final void text(Field field, char[] chars, int from, int length) throws Refusal {
    throw Values.notNumber(field, new String(chars, from, length));
  }

  @Override
  public void truth(Field field, boolean x) throws Refusal {
    throw Values.not("a number", field, x);
  }

  @Override
  public void beginObject(Field field) throws Refusal {
    throw Values.not("a number", field, "{...}");
  }

  @Override
  public Field member(Field object, String name) throws Refusal {
    throw Values.not("a number", object, "{...}");
  }

  @Override
  public Field beginArray(Field field) throws Refusal {
    throw Values.not("a number", field, "[...]");
  }

  @Override
  public void endArray(Field element) throws Refusal {}

  @Override
  public final void times(Field element, int count) throws Refusal {
    throw Values.not("a number", element, "a bag");
  }
}
