// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * How far views were from the parameters that their pushes changed: {@code ||x - v||}, measured on
 * sampled pushes, beside what the policy allows. Sums add up over workers, windows and restarts.
 *
 * <p>{@code B_hat = sqrt(mean of gap^2 / alpha^2)} is the constant with which the run was
 * elastically consistent (Nadiradze et al., AAAI 2021, definition 1). Not thread-safe. Gaps and
 * bounds are Euclidean norms of parameters.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class GapStatistics {
  private static final byte VERSION = 2;

  /** Half octaves, from 2^-32 to 2^32. */
  private static final int BINS = 128;

  private static final int PER_OCTAVE = 2;

  /** Sums of floats round; a bound is exceeded by more than that. */
  private static final double RELATIVE = 1e-4;

  private static final double ABSOLUTE = 1e-6;

  private long samples;
  private long exceeded;
  private double squaredGapSum;
  private double squaredGapSumInRates;

  /** Samples whose gap has a size in gradients: those of steps with a rate above zero. */
  private long rated;

  private double max;
  private double bound;
  private double ratio;
  private final long[] bins = new long[BINS];

  /** No sample. */
  public GapStatistics() {}

  /** Whether {@code gap} is above {@code bound} by more than the rounding of floats. */
  public static boolean exceeds(double gap, double bound) {
    return gap > bound * (1 + RELATIVE) + ABSOLUTE;
  }

  /**
   * Adds a sample.
   *
   * @param gap {@code ||x - v||}
   * @param bound what the policy allows, as a norm as well; infinite for any
   * @param rate the learning rate, in whose multiples {@code B_hat} is
   */
  public void add(double gap, double bound, double rate) {
    samples++;
    squaredGapSum += gap * gap;
    if (rate > 0) {
      squaredGapSumInRates += gap / rate * (gap / rate);
      rated++;
    }
    max = Math.max(max, gap);
    this.bound = Math.max(this.bound, bound);
    ratio = Math.max(ratio, bound > 0 ? gap / bound : 0);
    exceeded += exceeds(gap, bound) ? 1 : 0;
    double octave = gap > 0 ? Math.log(gap) / Math.log(2) : Double.NEGATIVE_INFINITY;
    double bin = Math.rint(octave * PER_OCTAVE) + BINS / 2.0;
    bins[(int) Math.max(0, Math.min(BINS - 1, bin))]++;
  }

  /** Adds the samples of {@code other}. */
  public void merge(GapStatistics other) {
    samples += other.samples;
    exceeded += other.exceeded;
    squaredGapSum += other.squaredGapSum;
    squaredGapSumInRates += other.squaredGapSumInRates;
    rated += other.rated;
    max = Math.max(max, other.max);
    bound = Math.max(bound, other.bound);
    ratio = Math.max(ratio, other.ratio);
    for (int i = 0; i < BINS; i++) {
      bins[i] += other.bins[i];
    }
  }

  /** The same sums, independent of these. */
  public GapStatistics copy() {
    GapStatistics copy = new GapStatistics();
    copy.merge(this);
    return copy;
  }

  /** Number of samples. */
  public long samples() {
    return samples;
  }

  /** Samples above their bound. */
  public long exceeded() {
    return exceeded;
  }

  /** The largest gap, 0 when there is no sample. */
  public double max() {
    return max;
  }

  /** The root of the mean squared gap; NaN when there is no sample. */
  public double rootMeanSquare() {
    return Math.sqrt(squaredGapSum / samples);
  }

  /** The largest bound of any sample; infinite when a view might lack anything. */
  public double bound() {
    return bound;
  }

  /** The largest gap in parts of its bound. */
  public double ratio() {
    return ratio;
  }

  /**
   * The constant of elastic consistency that was reached, in gradient norms: multiples of the
   * optimizer's learning rate; NaN when there is no sample of a step whose rate was above zero.
   */
  public double bHat() {
    return Math.sqrt(squaredGapSumInRates / rated);
  }

  /**
   * The gap that a part {@code q} of the samples does not exceed, to half an octave; 0 for gaps of
   * zero, NaN when there is no sample.
   *
   * @param q in [0, 1]
   */
  public double quantile(double q) {
    long below = 0;
    for (int i = 0; i < BINS; i++) {
      below += bins[i];
      if (samples > 0 && below >= q * samples) {
        return i == 0 ? 0 : Math.min(max, Math.pow(2, (i - BINS / 2.0 + 0.5) / PER_OCTAVE));
      }
    }
    return Double.NaN;
  }

  /** Writes the sums. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(samples);
    out.writeLong(exceeded);
    out.writeLong(rated);
    for (double sum : sums()) {
      out.writeDouble(sum);
    }
    out.writeByte((int) Arrays.stream(bins).filter(bin -> bin != 0).count());
    for (int i = 0; i < BINS; i++) {
      if (bins[i] != 0) {
        out.writeByte(i);
        out.writeLong(bins[i]);
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws InvalidObjectException if it is of another version, or a bin is out of range
   */
  public static GapStatistics read(DataInput in) throws IOException {
    byte version = in.readByte();
    if (version < 1 || version > VERSION) {
      throw new InvalidObjectException("gaps must be of version 1 or 2: version=" + version);
    }
    GapStatistics read = new GapStatistics();
    read.samples = in.readLong();
    read.exceeded = in.readLong();
    read.rated = version == 1 ? read.samples : in.readLong();
    read.squaredGapSum = in.readDouble();
    read.squaredGapSumInRates = in.readDouble();
    read.max = in.readDouble();
    read.bound = in.readDouble();
    read.ratio = in.readDouble();
    int filled = in.readUnsignedByte();
    for (int i = 0; i < filled; i++) {
      int bin = in.readUnsignedByte();
      if (bin >= BINS) {
        throw new InvalidObjectException("bin must be < " + BINS + ": bin=" + bin);
      }
      read.bins[bin] = in.readLong();
    }
    return read;
  }

  private double[] sums() {
    return new double[] {squaredGapSum, squaredGapSumInRates, max, bound, ratio};
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GapStatistics that
        && samples == that.samples
        && exceeded == that.exceeded
        && rated == that.rated
        && Arrays.equals(sums(), that.sums())
        && Arrays.equals(bins, that.bins);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(samples);
  }
}
