package io.flinksgd.table;

import io.flinksgd.model.Features;
import io.flinksgd.model.Refusal;
import io.flinksgd.model.Rejected.Reason;
import java.util.Arrays;

/**
 * Columns side by side: a number or truth value is one coordinate, an array as many as it has
 * elements. What is absent is zero; an array that is absent has no elements.
 */
final class DenseCollector implements RowFeatures.Collector {
  private final float[] values;
  private int size;

  DenseCollector(int length) {
    this.values = new float[length];
  }

  @Override
  public void begin() {
    size = 0;
    Arrays.fill(values, 0f);
  }

  @Override
  public RowFeatures.Slot slot(String name) {
    return new Slot();
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

  /** A column at the place where those before it end. */
  private final class Slot implements RowFeatures.Slot {
    @Override
    public void absent() {
      size++;
    }

    @Override
    public void number(double x) {
      element(0, (float) x);
      size++;
    }

    @Override
    public void truth(boolean x) {
      number(x ? 1 : 0);
    }

    @Override
    public void element(int j, float x) {
      if (size + j < values.length) {
        values[size + j] = x;
      }
    }

    @Override
    public void end(int length) {
      size += length;
    }
  }
}
