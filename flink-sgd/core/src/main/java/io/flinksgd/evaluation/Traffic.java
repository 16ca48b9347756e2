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
  private long pushed;
  private long pulled;
  private long measured;
  private double lost;
  private double lostMost;
  private double bound;

  /** A push of {@code bytes} was sent, to one server. */
  public void pushed(long bytes) {
    pushed += bytes;
  }

  /** Values of {@code bytes} came, from one server. */
  public void pulled(long bytes) {
    pulled += bytes;
  }

  /** A step was pushed to all servers. */
  public void stepped() {
    steps++;
  }

  /**
   * A codec was measured.
   *
   * @param contraction {@code ||Q(w) - w||^2 / ||w||^2}
   * @param allowed what theory allows for its mean
   */
  public void lost(double contraction, double allowed) {
    measured++;
    lost += contraction;
    lostMost = Math.max(lostMost, contraction);
    bound = Math.max(bound, allowed);
  }

  /** Adds other traffic to this. */
  public void merge(Traffic other) {
    steps += other.steps;
    pushed += other.pushed;
    pulled += other.pulled;
    measured += other.measured;
    lost += other.lost;
    lostMost = Math.max(lostMost, other.lostMost);
    bound = Math.max(bound, other.bound);
  }

  /** The same sums, independent of these. */
  public Traffic copy() {
    Traffic copy = new Traffic();
    copy.merge(this);
    return copy;
  }

  /** Bytes of gradients or changes. */
  public long pushedBytes() {
    return pushed;
  }

  /** Bytes of weights or states. */
  public long pulledBytes() {
    return pulled;
  }

  /** Bytes of both for one step of a worker; NaN before the first. */
  public double bytesPerStep() {
    return steps == 0 ? Double.NaN : (pushed + (double) pulled) / steps;
  }

  /** Mean contraction; NaN when no codec was measured. */
  public double contraction() {
    return measured == 0 ? Double.NaN : lost / measured;
  }

  /** The largest contraction; NaN when no codec was measured. */
  public double contractionMax() {
    return measured == 0 ? Double.NaN : lostMost;
  }

  /** What theory allows for the mean; NaN when no codec was measured. */
  public double contractionBound() {
    return measured == 0 ? Double.NaN : bound;
  }

  /** Writes the sums. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(steps);
    out.writeLong(pushed);
    out.writeLong(pulled);
    out.writeLong(measured);
    out.writeDouble(lost);
    out.writeDouble(lostMost);
    out.writeDouble(bound);
  }

  /** Reads what {@link #write} wrote. */
  public static Traffic read(DataInput in) throws IOException {
    Traffic traffic = new Traffic();
    traffic.steps = in.readLong();
    traffic.pushed = in.readLong();
    traffic.pulled = in.readLong();
    traffic.measured = in.readLong();
    traffic.lost = in.readDouble();
    traffic.lostMost = in.readDouble();
    traffic.bound = in.readDouble();
    return traffic;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Traffic that
        && steps == that.steps
        && pushed == that.pushed
        && pulled == that.pulled
        && measured == that.measured
        && Double.compare(lost, that.lost) == 0
        && Double.compare(lostMost, that.lostMost) == 0
        && Double.compare(bound, that.bound) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(steps);
  }
}
