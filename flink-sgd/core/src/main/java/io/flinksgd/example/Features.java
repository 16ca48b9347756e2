// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.example;

import io.flinksgd.example.Rejected.Reason;
import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * The numeric features of one example, as coordinates of the model. Arrays are owned by the
 * example. Of any thread, as long as nobody changes them. Whether coordinates and values suit a
 * model is checked by {@link io.flinksgd.model.Model#check}.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public sealed interface Features {

  /** Number of stored entries. */
  int size();

  /** What to say of a value that is NaN or infinite. */
  static Refusal notFinite(int coordinate, float value) {
    return new Refusal(
        Reason.NOT_FINITE, "feature " + coordinate + " must be finite: value=" + value);
  }

  /**
   * Every coordinate has a value.
   *
   * @param values the value of coordinate {@code j} at {@code values[j]}
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Dense(float[] values) implements Features {
    /**
     * Checks that there are {@code length} values and that all are finite.
     *
     * @throws Refusal if not
     */
    public void check(int length) {
      if (values.length != length) {
        throw new Refusal(
            Reason.WRONG_DIMENSION,
            "dense must have length " + length + ": length=" + values.length);
      }
      for (int k = 0; k < values.length; k++) {
        if (!Float.isFinite(values[k])) {
          throw notFinite(k, values[k]);
        }
      }
    }

    @Override
    public int size() {
      return values.length;
    }
  }

  /**
   * Only some coordinates have a value; the others are zero.
   *
   * <p>Law: no coordinate stands twice. A feature that is given twice, and two names that hash to
   * one coordinate, are one entry with the sum of the values, where the first of them stood. So
   * every optimizer sees the derivative by the coordinate, and not parts of it.
   */
  final class Sparse implements Features {
    private static final int SHARED = 256;
    private static final float[] ONES = ones(SHARED);

    private final int[] indices;
    private final float[] values;

    /**
     * Features of these coordinates.
     *
     * @param indices coordinates, each in {@code [0, dimension)}, in any order
     * @param values {@code values[k]} belongs to {@code indices[k]}; at least as long as {@code
     *     indices}
     * @throws IllegalArgumentException if there are fewer values than coordinates
     */
    public Sparse(int[] indices, float[] values) {
      this(indices, values, Repeats.in(indices));
    }

    private Sparse(int[] indices, float[] values, boolean repeats) {
      if (values.length < indices.length) {
        throw new IllegalArgumentException(
            "values must be as many as indices: values="
                + values.length
                + " indices="
                + indices.length);
      }
      int[] first = repeats ? Repeats.firsts(indices) : indices;
      this.indices = repeats ? Repeats.distinct(indices, first) : indices;
      this.values = repeats ? Repeats.sums(values, first) : values;
    }

    /** Indicator features: every value is one. */
    public static Sparse ofOnes(int[] indices) {
      return new Sparse(indices, onesFor(indices), Repeats.in(indices));
    }

    /**
     * Features of coordinates of which the caller may know that none stands twice.
     *
     * @param values null if every value is one
     * @param mayRepeat whether a coordinate may stand twice
     * @throws IllegalArgumentException if there are fewer values than coordinates
     */
    public static Sparse of(int[] indices, float[] values, boolean mayRepeat) {
      return new Sparse(
          indices, values == null ? onesFor(indices) : values, mayRepeat && Repeats.in(indices));
    }

    /** The coordinates, each once, in any order. */
    public int[] indices() {
      return indices;
    }

    /** The value of each coordinate; may be longer than {@link #indices}. */
    public float[] values() {
      return values;
    }

    /** Whether the values are known to be all ones, as {@link #ofOnes} makes them. */
    public boolean areOnes() {
      return values == ONES;
    }

    @Override
    public int size() {
      return indices.length;
    }

    @Override
    public String toString() {
      return "Sparse[indices="
          + Arrays.toString(indices)
          + ", values="
          + Arrays.toString(Arrays.copyOf(values, indices.length))
          + "]";
    }

    private static float[] onesFor(int[] indices) {
      return indices.length <= SHARED ? ONES : ones(indices.length);
    }

    private static float[] ones(int n) {
      float[] ones = new float[n];
      Arrays.fill(ones, 1f);
      return ones;
    }
  }
}
