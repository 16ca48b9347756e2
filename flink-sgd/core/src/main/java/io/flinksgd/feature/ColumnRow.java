// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import java.util.Arrays;

/**
 * Fields side by side: a number or truth value is one coordinate, an array as many as it has
 * elements. What is absent is zero; an array that is absent has no elements.
 */
public final class ColumnRow extends NumberRow {
  private final float[] values;
  private int size;

  /** A field of features. */
  private static final class At extends Field {
    At(String name) {
      super(name, false);
    }
  }

  /** A row of {@code length} numbers. */
  public ColumnRow(int length) {
    this.values = new float[length];
  }

  @Override
  public void begin() {
    size = 0;
    Arrays.fill(values, 0f);
  }

  @Override
  public Field field(String name) {
    return new At(name);
  }

  @Override
  public void beginObject(Field field) {}

  @Override
  public Field member(Field object, String name) {
    return new At(Field.path(object, name));
  }

  @Override
  public Field beginArray(Field field) {
    return field;
  }

  @Override
  public void absent(Field field) {
    size++;
  }

  @Override
  public void truth(Field field, boolean x) {
    value(field, x ? 1f : 0f);
  }

  @Override
  void value(Field field, float x) {
    if (size < values.length) {
      values[size] = x;
    }
    size++;
  }

  @Override
  public Features finish() throws Refusal {
    if (size != values.length) {
      throw new Refusal(
          Reason.WRONG_DIMENSION,
          "features must have length " + values.length + ": length=" + size);
    }
    return new Features.Dense(values.clone());
  }
}
