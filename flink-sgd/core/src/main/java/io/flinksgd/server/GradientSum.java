// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.layout.Coordinates;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Update;
import java.util.Arrays;

/**
 * Adds up the gradients of a round, so that the optimizer takes one step for each coordinate, with
 * the gradient that a sequential mini-batch of all the round's examples would have.
 */
final class GradientSum {
  private final MiniBatch entries;

  /** Sums of neighbours, from pushes of dense models: all have the same ones. */
  private Coordinates.Range range = new Coordinates.Range(0, 0);

  private float[] dense = {};
  private boolean any;

  /** For a model of {@code dimension} coordinates. */
  GradientSum(int dimension) {
    entries = new MiniBatch(1, Numbering.of(dimension));
  }

  /** Adds a gradient times {@code factor}. */
  void add(Update gradient, float factor) {
    Coordinates coordinates = gradient.coordinates();
    Payload.Plain plain = gradient.plain();
    if (coordinates instanceof Coordinates.Range same && (!any || same.equals(range))) {
      addDense(same, plain, factor);
      return;
    }
    for (int k = 0; k < plain.count(); k++) {
      entries.entry(coordinates.at(k), plain.values()[plain.from() + k] * factor);
    }
  }

  private void addDense(Coordinates.Range same, Payload.Plain plain, float factor) {
    int n = same.count();
    if (!any) {
      range = same;
      dense = dense.length < n ? new float[n] : dense;
      Arrays.fill(dense, 0, n, 0f);
      any = true;
    }
    float[] values = plain.values();
    int from = plain.from();
    for (int k = 0; k < n; k++) {
      dense[k] += values[from + k] * factor;
    }
  }

  /** The sum, valid until the next gradient is added; what is added afterwards begins anew. */
  Update take() {
    if (any && entries.entries() == 0) {
      any = false;
      return new Update(range, new Payload.Plain(dense, 0, range.count()));
    }
    if (any) {
      any = false;
      for (int k = 0; k < range.count(); k++) {
        entries.entry(range.at(k), dense[k]);
      }
    }
    entries.number();
    int n = entries.distinct();
    float[] sum = new float[n];
    for (int k = 0; k < entries.entries(); k++) {
      sum[entries.position[k]] += entries.value[k];
    }
    Coordinates coordinates = new Coordinates.Listed(entries.coordinate, 0, n);
    entries.clear();
    return new Update(coordinates, Payload.Plain.of(sum));
  }
}
