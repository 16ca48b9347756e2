// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.gradient;

import io.flinksgd.optimizer.StateLimits;
import java.util.Arrays;

/**
 * Finds examples that are out of all proportion to those before them, or, at the beginning, to the
 * middle one of their batch. The gradient of a network's layer is a product with what goes into it,
 * so one step by such an example moves all weights by as much more than usual, and the curvature
 * along it grows with the square: at {@value #FAR} times the usual norm a step would have to be a
 * million times smaller in order not to overshoot. It need not show in an output, as batch norms
 * hide it.
 *
 * <p>Importance and numbers as labels are not squared, and people mean them to differ: they may be
 * {@value #FAR_LINEAR} times the usual. Whatever is {@linkplain OutlierQuota not rare} is learned
 * from. Not thread-safe.
 */
public final class Outliers {
  private static final float FAR = 0x1p10f;
  private static final float FAR_LINEAR = 0x1p20f;

  private final Quantity[] quantities;
  private final OutlierQuota outliers = new OutlierQuota();

  private Outliers(Quantity... quantities) {
    this.quantities = quantities;
  }

  /** For models whose labels are numbers, and that no feature or weight can overshoot. */
  public static Outliers ofLabels() {
    return new Outliers(label());
  }

  /**
   * For networks.
   *
   * @param numbers whether labels are numbers, not classes
   */
  public static Outliers ofNetwork(boolean numbers) {
    Quantity norm = new Quantity("norm of the features", FAR, Outliers::norm);
    Quantity weight = new Quantity("weight", FAR_LINEAR, (batch, e) -> batch.weight[e]);
    return numbers ? new Outliers(norm, weight, label()) : new Outliers(norm, weight);
  }

  private static Quantity label() {
    return new Quantity("label", FAR_LINEAR, (batch, e) -> Math.abs(batch.label[e]));
  }

  /** The examples of {@code batch} that are out of proportion. */
  public Diverged find(MiniBatch batch) {
    Diverged found = new Diverged(batch);
    outliers.came(batch.size());
    for (Quantity each : quantities) {
      each.find(batch, outliers, found);
    }
    return found;
  }

  /** The examples of {@code batch} were learned from. */
  public void remember(MiniBatch batch) {
    for (Quantity each : quantities) {
      each.remember(batch);
    }
  }

  /** Sums by column, since the order of a single sum forbids instructions side by side. */
  private static float norm(MiniBatch batch, int e) {
    float[] x = batch.value;
    int end = batch.row[e + 1];
    float first = 0;
    float second = 0;
    float third = 0;
    float fourth = 0;
    int k = batch.row[e];
    for (; k < end - 3; k += 4) {
      first += x[k] * x[k];
      second += x[k + 1] * x[k + 1];
      third += x[k + 2] * x[k + 2];
      fourth += x[k + 3] * x[k + 3];
    }
    for (; k < end; k++) {
      first += x[k] * x[k];
    }
    return (float) Math.sqrt(first + second + third + fourth);
  }

  /** What is measured of an example. */
  private interface Measure {
    float of(MiniBatch batch, int e);
  }

  private static final class Quantity {
    private final String name;
    private final RecentMean usual;
    private final Measure measure;
    private float[] measured = {};
    private int size;

    Quantity(String name, float far, Measure measure) {
      this.name = name;
      this.usual = new RecentMean(1f, far);
      this.measure = measure;
    }

    private void measure(MiniBatch batch) {
      size = batch.size();
      measured = measured.length < size ? new float[size] : measured;
      for (int e = 0; e < size; e++) {
        measured[e] = measure.of(batch, e);
      }
    }

    void find(MiniBatch batch, OutlierQuota outliers, Diverged found) {
      measure(batch);
      float limit = Math.min(StateLimits.LARGEST, usual.known() ? usual.limit() : atFirst());
      for (int e = 0; e < size; e++) {
        boolean within = measured[e] <= limit;
        if (!within && (!(measured[e] <= StateLimits.LARGEST) || outliers.outlier())) {
          found.add(
              e,
              "%s must be at most %s, in proportion to other examples: %s"
                  .formatted(name, limit, measured[e]));
        }
      }
    }

    private float atFirst() {
      float[] sorted = Arrays.copyOf(measured, size);
      Arrays.sort(sorted);
      return size == 0 ? Float.MAX_VALUE : usual.limit(sorted[(size - 1) / 2]);
    }

    void remember(MiniBatch batch) {
      if (batch.size() != size) {
        measure(batch); // without those that were taken out
      }
      for (int e = 0; e < size; e++) {
        usual.add(measured[e]);
      }
    }
  }
}
