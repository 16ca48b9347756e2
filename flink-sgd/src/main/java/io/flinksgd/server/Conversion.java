package io.flinksgd.server;

import io.flinksgd.optimizer.Optimizer;

/**
 * Writes states anew for another optimizer: weights stay as they are, up to rounding, and whatever
 * else an optimizer keeps of a coordinate is as at the beginning of training.
 *
 * @param from whose states they are
 * @param to whose states they become
 */
record Conversion(Optimizer from, Optimizer to) {

  /**
   * The states of a page.
   *
   * @param block states of {@link #from}, which stay as they are
   * @throws IllegalArgumentException if there is no state of {@link #to} for a weight
   */
  float[] convert(float[] block) {
    int coordinates = block.length / from.stride();
    float[] converted = new float[coordinates * to.stride()];
    for (int k = 0; k < coordinates; k++) {
      float weight = from.weight(block, k * from.stride());
      if (weight != 0) {
        start(converted, k * to.stride(), weight);
      }
    }
    return converted;
  }

  private void start(float[] block, int at, float weight) {
    to.start(block, at, weight);
    if (Float.isFinite(weight) && !Float.isFinite(to.weight(block, at))) {
      throw new IllegalArgumentException(
          "weight must be small enough for the optimizer: weight=%s, optimizer=%s"
              .formatted(weight, to.spec()));
    }
  }
}
