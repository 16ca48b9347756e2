// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.optimizer.Optimizer;

/**
 * Writes states anew for another optimizer: weights stay as they are, up to rounding, and whatever
 * else an optimizer keeps of a coordinate is as at the beginning of training. Immutable, of any
 * thread.
 *
 * @param from whose states they are
 * @param to whose states they become
 */
public record Conversion(Optimizer from, Optimizer to) {

  /**
   * The states of a page.
   *
   * @param first the coordinate of the page's first state
   * @param block states of {@link #from}, which stay as they are
   * @throws IllegalArgumentException if there is no state of {@link #to} for a weight
   */
  public float[] convert(int first, float[] block) {
    int coordinates = block.length / from.stride();
    float[] converted = new float[coordinates * to.stride()];
    for (int k = 0; k < coordinates; k++) {
      float weight = from.weight(block, k * from.stride());
      if (weight != 0) {
        start(first + k, converted, k * to.stride(), weight);
      }
    }
    return converted;
  }

  private void start(int coordinate, float[] block, int at, float weight) {
    to.start(block, at, weight);
    if (!Float.isFinite(to.weight(block, at))) {
      throw new IllegalArgumentException(
          "weight must be small enough for the optimizer to begin with: coordinate=%d, weight=%s,"
                  .formatted(coordinate, weight)
              + " optimizer="
              + to.spec()
              + "; go on with the old one, or train anew without this state");
    }
  }
}
