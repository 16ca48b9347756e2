// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.gradient;

/**
 * The mean of a quantity over recent examples, by which an example stands out that is out of all
 * proportion. Older examples fade. It is no state and begins anew with the worker. Not thread-safe.
 */
public final class RecentMean {
  private static final int MEMORY = 10_000;

  private final float least;
  private final float far;
  private double mean;
  private int count;

  /**
   * Nothing seen yet.
   *
   * @param least no mean counts as less
   * @param far times the mean is out of proportion
   */
  public RecentMean(float least, float far) {
    this.least = least;
    this.far = far;
  }

  /** Whether there is a mean. */
  public boolean known() {
    return count > 0;
  }

  /** One more value. */
  public void add(float value) {
    count = Math.min(MEMORY, count + 1);
    mean += (value - mean) / count;
  }

  /** Above this a value is out of proportion, while {@code usual} is what one has seen. */
  public float limit(float usual) {
    return Math.max(least, usual) * far;
  }

  /** As above, by what was seen. */
  public float limit() {
    return limit((float) mean);
  }
}
