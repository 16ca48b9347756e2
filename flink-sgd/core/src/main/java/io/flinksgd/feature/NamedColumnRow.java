// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Fields side by side, as those of a {@link ColumnRow} are, of records that have them by name and
 * in any order. Each must be there once, if only as null; other fields are ignored.
 */
public final class NamedColumnRow extends NumberRow {
  private final int length;
  private final List<At> columns = new ArrayList<>();
  private final Map<String, At> byName = new HashMap<>();
  private final Field other = new At("another than the columns", Shape.ANY, true, null);

  /** What a column may be. */
  public enum Shape {
    /** One number, null for zero. */
    NUMBER,
    /** An array of numbers, null for one without elements. */
    ARRAY,
    /** Either, null for a number. */
    ANY
  }

  /** A column that a model was trained on. */
  public record Named(String name, Shape shape) {}

  /** A column, or an element of one. */
  private static final class At extends Field {
    private final Shape shape;
    private final At column;
    private final At element;
    private float[] values = new float[1];
    private int size;
    private boolean seen;

    At(String name, Shape shape, boolean ignored, At column) {
      super(name, ignored);
      this.shape = shape;
      this.column = column == null ? this : column;
      this.element = column == null ? new At(name, shape, false, this) : this;
    }

    boolean isElement() {
      return column != this;
    }

    /** As the column it is, or as an element, which may come often. */
    void see() throws Refusal {
      if (!isElement() && seen) {
        throw new Refusal(Reason.UNPARSABLE, "field must not occur twice: field=" + name());
      }
      column.seen = true;
    }

    void add(float x) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = x;
    }
  }

  /** A row of {@code length} numbers in {@code columns} in their order. */
  public NamedColumnRow(int length, List<Named> columns) {
    this.length = length;
    for (Named named : columns) {
      At column = new At(named.name(), named.shape(), false, null);
      this.columns.add(column);
      byName.put(named.name(), column);
    }
  }

  @Override
  public void begin() {
    for (At column : columns) {
      column.size = 0;
      column.seen = false;
    }
  }

  @Override
  public Field field(String name) {
    At column = byName.get(name);
    return column == null ? other : column;
  }

  @Override
  public Field beginArray(Field field) throws Refusal {
    At at = (At) field;
    if (at.shape == Shape.NUMBER || (at.shape == Shape.ARRAY && at.isElement())) {
      return super.beginArray(field);
    }
    at.see();
    return at.element;
  }

  @Override
  public void absent(Field field) throws Refusal {
    At at = (At) field;
    at.see();
    if (at.isElement() || at.shape != Shape.ARRAY) {
      at.column.add(0f);
    }
  }

  @Override
  public void truth(Field field, boolean x) throws Refusal {
    value(field, x ? 1f : 0f);
  }

  @Override
  void value(Field field, float x) throws Refusal {
    At at = (At) field;
    if (at.shape == Shape.ARRAY && !at.isElement()) {
      throw Values.not("an array of numbers", field, x);
    }
    at.see();
    at.column.add(x);
  }

  @Override
  public Features finish() throws Refusal {
    float[] values = new float[length];
    int size = 0;
    for (At column : columns) {
      if (!column.seen) {
        throw new Refusal(
            Reason.WRONG_DIMENSION,
            "%s must be there, if only as null: %s=nothing"
                .formatted(column.name(), column.name()));
      }
      if (size + column.size <= length) {
        System.arraycopy(column.values, 0, values, size, column.size);
      }
      size += column.size;
    }
    if (size != length) {
      throw new Refusal(
          Reason.WRONG_DIMENSION, "features must have length " + length + ": length=" + size);
    }
    return new Features.Dense(values);
  }
}
