// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import java.util.Arrays;
import java.util.function.Predicate;

/** Objects of numbers by coordinate; what is absent is zero. */
public final class SparseRow extends NumberRow {
  private final int dimension;
  private final Predicate<String> features;
  private final boolean flat;
  private int[] indices = new int[16];
  private float[] values = new float[16];
  private int size;

  /** A field of features: one that is an object, or the coordinate of a member. */
  private static final class At extends Field {
    private final int coordinate;

    At(String name, boolean ignored, int coordinate) {
      super(name, ignored);
      this.coordinate = coordinate;
    }

    static At object(String name, boolean ignored) {
      return new At(name, ignored, -1);
    }
  }

  /** Takes the field called {@code name} and ignores all others. */
  public SparseRow(int dimension, String name) {
    this(dimension, name::equals, false);
  }

  private SparseRow(int dimension, Predicate<String> features, boolean flat) {
    this.dimension = dimension;
    this.features = features;
    this.flat = flat;
  }

  /** Takes all fields. */
  public static SparseRow ofAll(int dimension) {
    return new SparseRow(dimension, name -> true, false);
  }

  /**
   * Takes those fields that are {@code features}, and ignores all others; one that is a number and
   * no object is the coordinate that its name says.
   */
  public static SparseRow of(int dimension, Predicate<String> features) {
    return new SparseRow(dimension, features, true);
  }

  @Override
  public void begin() {
    size = 0;
  }

  @Override
  public Field field(String field) {
    return At.object(field, !features.test(field));
  }

  @Override
  public void beginObject(Field field) throws Refusal {
    if (((At) field).coordinate >= 0) {
      super.beginObject(field);
    }
  }

  @Override
  public Field member(Field object, String key) throws Refusal {
    return new At(object.name(), false, coordinate(key));
  }

  private int coordinate(String key) throws Refusal {
    int coordinate;
    try {
      coordinate = Integer.parseInt(key);
    } catch (NumberFormatException e) {
      throw new Refusal(Reason.UNPARSABLE, "coordinate must be a whole number: coordinate=" + key);
    }
    if (coordinate < 0 || coordinate >= dimension) {
      throw new Refusal(
          Reason.WRONG_DIMENSION,
          "coordinate must be in [0, " + dimension + "): coordinate=" + key);
    }
    return coordinate;
  }

  @Override
  public void absent(Field field) {}

  @Override
  void value(Field field, float x) throws Refusal {
    int coordinate = ((At) field).coordinate;
    if (coordinate < 0 && flat) {
      coordinate = coordinate(field.name());
    }
    if (coordinate < 0) {
      throw Values.not("an object of numbers", field, x);
    }
    if (size == indices.length) {
      indices = Arrays.copyOf(indices, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    indices[size] = coordinate;
    values[size] = x;
    size++;
  }

  @Override
  public Features finish() {
    return new Features.Sparse(Arrays.copyOf(indices, size), Arrays.copyOf(values, size));
  }
}
