// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.message;

import io.flinksgd.layout.Coordinates;

/**
 * The change that a worker's mini-batch made, as far as it concerns one server.
 *
 * @param id the worker's number for it, rising; 0 for none
 * @param pull the pull whose answer it was computed on
 * @param viewVersion the version of that answer
 * @param examples how many examples it stands for
 * @param weight the factor that the server applies
 * @param coordinates what it changes
 * @param values floats for each coordinate, {@code from} on; borrowed until written
 * @param from where the values begin
 * @param count how many floats
 * @param allowance the norm by which it may change the server's part of the parameters; infinite
 *     when it may by any
 * @param seen the weight of each coordinate in the view, if this push is a sample whose gap is to
 *     be measured; otherwise empty
 * @param encoded the values as a codec wrote them, which then stand for {@code values}; otherwise
 *     empty
 */
@SuppressWarnings("ArrayRecordComponent")
public record Push(
    long id,
    long pull,
    long viewVersion,
    int examples,
    float weight,
    Coordinates coordinates,
    float[] values,
    int from,
    int count,
    double allowance,
    float[] seen,
    byte[] encoded) {
  /** Nothing encoded: the values are there. */
  public static final byte[] PLAIN = {};

  /** No view: the push is no sample. */
  public static final float[] UNSEEN = {};

  /** No push. */
  public static final Push NONE = new Push(0, 0, 0, 0, 0, Coordinates.NONE, UNSEEN, 0, 0);

  /** Without a limit, and no sample. */
  public Push(
      long id,
      long pull,
      long viewVersion,
      int examples,
      float weight,
      Coordinates coordinates,
      float[] values,
      int from,
      int count) {
    this(
        id,
        pull,
        viewVersion,
        examples,
        weight,
        coordinates,
        values,
        from,
        count,
        Double.POSITIVE_INFINITY,
        UNSEEN,
        PLAIN);
  }

  /** The same change with a limit, as a sample, or encoded. */
  Push with(double allowance, float[] seen, byte[] encoded) {
    return present()
        ? new Push(
            id,
            pull,
            viewVersion,
            examples,
            weight,
            coordinates,
            values,
            from,
            count,
            allowance,
            seen,
            encoded)
        : NONE;
  }

  /** The same change with the values that were encoded. */
  public Push decoded(float[] decoded) {
    return new Push(
        id,
        pull,
        viewVersion,
        examples,
        weight,
        coordinates,
        decoded,
        0,
        decoded.length,
        allowance,
        seen,
        PLAIN);
  }

  /** Bytes of its values on the way. */
  public long bytes() {
    return encoded.length > 0 ? encoded.length : (long) count * Float.BYTES;
  }

  /** Whether there is one. */
  public boolean present() {
    return id != 0;
  }

  /** Whether it carries its view. */
  public boolean sampled() {
    return seen.length > 0;
  }
}
