// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;

/**
 * One field that is an array of numbers, in its length; what is null in it is zero. Other fields
 * are ignored.
 */
public final class DenseRow extends NumberRow {
  private final int length;
  private final At array;
  private final At element;
  private final At other;
  private float[] values;
  private int size;

  /** A field of features. */
  private static final class At extends Field {
    At(String name, boolean ignored) {
      super(name, ignored);
    }
  }

  /** A row of {@code length} numbers in the field called {@code name}. */
  public DenseRow(int length, String name) {
    this.length = length;
    this.array = new At(name, false);
    this.element = new At(name, false);
    this.other = new At("another than " + name, true);
  }

  @Override
  public void begin() {
    values = null;
    size = 0;
  }

  @Override
  public Field field(String name) {
    return name.equals(array.name()) ? array : other;
  }

  @Override
  public Field beginArray(Field field) throws Refusal {
    if (field != array) {
      return super.beginArray(field);
    }
    if (values != null) {
      throw new Refusal(Reason.UNPARSABLE, "field must not occur twice: field=" + array.name());
    }
    values = new float[length];
    return element;
  }

  @Override
  public void absent(Field field) {
    size += field == element ? 1 : 0;
  }

  @Override
  void value(Field field, float x) throws Refusal {
    if (field != element) {
      throw Values.not("an array of numbers", field, x);
    }
    if (size < length) {
      values[size] = x;
    }
    size++;
  }

  @Override
  public Features finish() throws Refusal {
    if (size != length || values == null) {
      throw new Refusal(
          Reason.WRONG_DIMENSION, "dense features must have length " + length + ": length=" + size);
    }
    Features features = new Features.Dense(values);
    begin();
    return features;
  }
}
