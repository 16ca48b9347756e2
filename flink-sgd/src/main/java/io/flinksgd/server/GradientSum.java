package io.flinksgd.server;

import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.message.Coordinates;
import io.flinksgd.message.Push;

/**
 * Adds up the gradients of a round, so that the optimizer takes one step for each coordinate, with
 * the gradient that a sequential mini-batch of all the round's examples would have.
 */
final class GradientSum {
  private final MiniBatch entries;

  /** For a model of {@code dimension} coordinates. */
  GradientSum(int dimension) {
    entries = new MiniBatch(1, Numbering.of(dimension));
  }

  /** Adds a push's gradient times {@code factor}. */
  void add(Push push, float factor) {
    for (int k = 0; k < push.count(); k++) {
      entries.entry(push.coordinates().at(k), push.values()[push.from() + k] * factor);
    }
  }

  /** The sum as a push, valid until the next one is added; what is added afterwards begins anew. */
  Push take() {
    entries.number();
    int n = entries.distinct();
    float[] sum = new float[n];
    for (int k = 0; k < entries.entries(); k++) {
      sum[entries.position[k]] += entries.value[k];
    }
    Coordinates coordinates = new Coordinates.Listed(entries.coordinate, 0, n);
    entries.clear();
    return new Push(1, 0, 0, 0, 1f, coordinates, sum, 0, n);
  }
}
