package io.flinksgd.table;

import io.flinksgd.model.Features;
import io.flinksgd.model.Refusal;
import io.flinksgd.model.Rejected.Reason;
import java.util.Arrays;

/** Maps from coordinates to numbers; what is absent is zero. */
final class SparseCollector implements RowFeatures.Collector, RowFeatures.Slot {
  private final int dimension;
  private int[] indices = new int[16];
  private float[] values = new float[16];
  private int size;

  SparseCollector(int dimension) {
    this.dimension = dimension;
  }

  @Override
  public void begin() {
    size = 0;
  }

  @Override
  public RowFeatures.Slot slot(String name) {
    return this;
  }

  @Override
  public void entry(String key, float x) throws Refusal {
    if (size == indices.length) {
      indices = Arrays.copyOf(indices, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    indices[size] = coordinate(key);
    values[size] = x;
    size++;
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
  public Features finish() {
    return new Features.Sparse(Arrays.copyOf(indices, size), Arrays.copyOf(values, size));
  }
}
