// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apiguardian.api.API;

/**
 * What travelled between workers and servers, and what codecs lost of it. Sums, so that they add up
 * over workers and time. Not thread-safe.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Traffic {
  private long steps;
  private long pushedBytes;
  private long pulledBytes;

  /** How often a codec was measured, and what it lost: sum, maximum and what theory allows. */
  private long measurements;

  private double contractionSum;
  private double contractionMax;
  private double contractionBound;

  /** A push of {@code bytes} was sent, to one server. */
  public void pushed(long bytes) {
    pushedBytes += bytes;
  }

  /** Values of {@code bytes} came, from one server. */
  public void pulled(long bytes) {
    pulledBytes += bytes;
  }

  /** A step was pushed to all servers. */
  public void stepped() {
    steps++;
  }

  /**
   * A codec was measured. Both are numbers without a unit.
   *
   * @param contraction {@code ||Q(w) - w||^2 / ||w||^2}
   * @param bound what theory allows for its mean
   */
  public void lost(double contraction, double bound) {
    measurements++;
    contractionSum += contraction;
    contractionMax = Math.max(contractionMax, contraction);
    contractionBound = Math.max(contractionBound, bound);
  }

  /** Adds other traffic to this. */
  public void merge(Traffic other) {
    steps += other.steps;
    pushedBytes += other.pushedBytes;
    pulledBytes += other.pulledBytes;
    measurements += other.measurements;
    contractionSum += other.contractionSum;
    contractionMax = Math.max(contractionMax, other.contractionMax);
    contractionBound = Math.max(contractionBound, other.contractionBound);
  }

  /** The same sums, independent of these. */
  public Traffic copy() {
    Traffic copy = new Traffic();
    copy.merge(this);
    return copy;
  }

  /** Bytes of gradients or changes. */
  public long pushedBytes() {
    return pushedBytes;
  }

  /** Bytes of weights or states. */
  public long pulledBytes() {
    return pulledBytes;
  }

  /** Bytes of both for one step of a worker; NaN before the first. */
  public double bytesPerStep() {
    return steps == 0 ? Double.NaN : (pushedBytes + (double) pulledBytes) / steps;
  }

  /** Mean contraction; NaN when no codec was measured. */
  public double contraction() {
    return measurements == 0 ? Double.NaN : contractionSum / measurements;
  }

  /** The largest contraction; NaN when no codec was measured. */
  public double contractionMax() {
    return measurements == 0 ? Double.NaN : contractionMax;
  }

  /** What theory allows for the mean; NaN when no codec was measured. */
  public double contractionBound() {
    return measurements == 0 ? Double.NaN : contractionBound;
  }

  /** Writes the sums. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(steps);
    out.writeLong(pushedBytes);
    out.writeLong(pulledBytes);
    out.writeLong(measurements);
    out.writeDouble(contractionSum);
    out.writeDouble(contractionMax);
    out.writeDouble(contractionBound);
  }

  /** Reads what {@link #write} wrote. */
  public static Traffic read(DataInput in) throws IOException {
    Traffic traffic = new Traffic();
    traffic.steps = in.readLong();
    traffic.pushedBytes = in.readLong();
    traffic.pulledBytes = in.readLong();
    traffic.measurements = in.readLong();
    traffic.contractionSum = in.readDouble();
    traffic.contractionMax = in.readDouble();
    traffic.contractionBound = in.readDouble();
    return traffic;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Traffic that
        && steps == that.steps
        && pushedBytes == that.pushedBytes
        && pulledBytes == that.pulledBytes
        && measurements == that.measurements
        && Double.compare(contractionSum, that.contractionSum) == 0
        && Double.compare(contractionMax, that.contractionMax) == 0
        && Double.compare(contractionBound, that.contractionBound) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(steps);
  }
}
