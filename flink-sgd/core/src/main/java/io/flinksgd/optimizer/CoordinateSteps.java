// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

/** Plain steps of any optimizer, coordinate by coordinate. */
final class CoordinateSteps implements ExampleSteps {
  private final Optimizer optimizer;
  private final MarginLoss loss;
  private final int stride;

  CoordinateSteps(Optimizer optimizer, MarginLoss loss) {
    this.optimizer = optimizer;
    this.loss = loss;
    this.stride = optimizer.stride();
  }

  @Override
  public float learn(
      float[] view,
      int[] position,
      float[] value,
      int from,
      int to,
      float label,
      float importance,
      float rate) {
    float margin = 0;
    for (int k = from; k < to; k++) {
      margin += optimizer.weight(view, position[k] * stride) * value[k];
    }
    float score = loss.scoreOf(loss.raise(margin));
    float slope = loss.derivative(score, label) * importance;
    int intercept = to - 1;
    for (int k = from; k < intercept; k++) {
      optimizer.update(view, position[k] * stride, slope * value[k], rate);
    }
    optimizer.updateUnpenalised(view, position[intercept] * stride, slope * value[intercept], rate);
    return score;
  }
}
