package io.flinksgd.model;

import io.flinksgd.model.Rejected.Reason;

/**
 * The numeric features of one example, as coordinates of the model. Arrays are owned by the
 * example.
 */
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
   * Only some coordinates have a value; the others are zero. A coordinate may stand more than once
   * (two names that hash to the same bucket): its values add up.
   *
   * @param indices coordinates, each in {@code [0, dimension)}, in any order
   * @param values {@code values[k]} belongs to {@code indices[k]}; at least as long as {@code
   *     indices}
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Sparse(int[] indices, float[] values) implements Features {
    private static final int SHARED = 256;
    private static final float[] ONES = ones(SHARED);

    /** Indicator features: every value is one. */
    public static Sparse ofOnes(int[] indices) {
      return new Sparse(indices, indices.length <= SHARED ? ONES : ones(indices.length));
    }

    /** Whether the values are known to be all ones, as {@link #ofOnes} makes them. */
    public boolean areOnes() {
      return values == ONES;
    }

    @Override
    public int size() {
      return indices.length;
    }

    private static float[] ones(int n) {
      float[] ones = new float[n];
      java.util.Arrays.fill(ones, 1f);
      return ones;
    }
  }
}
