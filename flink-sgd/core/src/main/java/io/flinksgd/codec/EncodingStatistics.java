// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.codec;

/**
 * What a codec has done. Written by one thread; others may read figures that are a little old.
 * Contractions are numbers without a unit.
 */
public final class EncodingStatistics {
  private long floats;
  private long bytes;
  private long messages;
  private double contractionSum;
  private double contractionMax;
  private double bound;
  private long measured;

  void encoded(int count, int length) {
    floats += count;
    bytes += length;
    messages++;
  }

  void lost(double lost, double squares, double bound) {
    if (squares > 0) {
      measured++;
      contractionSum += lost / squares;
      contractionMax = Math.max(contractionMax, lost / squares);
      this.bound = Math.max(this.bound, bound);
    }
  }

  /** Floats encoded. */
  long floats() {
    return floats;
  }

  /** Bytes that they became. */
  public long bytes() {
    return bytes;
  }

  /** Messages encoded. */
  public long messages() {
    return messages;
  }

  /** Bytes in memory over bytes encoded; NaN before the first message. */
  public double ratio() {
    return floats * (double) Float.BYTES / bytes;
  }

  /** Mean of {@code ||Q(w) - w||^2 / ||w||^2} over messages; NaN when none was measured. */
  public double contraction() {
    return contractionSum / measured;
  }

  /** The sum of the same. */
  public double contractionSum() {
    return contractionSum;
  }

  /** The largest of the same. */
  double contractionMax() {
    return contractionMax;
  }

  /** What theory allows for its mean, see {@link GradientCodec#contraction}. */
  public double contractionBound() {
    return bound;
  }
}
