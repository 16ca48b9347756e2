// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

/** See {@link AdaGrad}. */
final class AdaGradSteps implements ExampleSteps {
  private final MarginLoss loss;
  private final boolean invariant;
  private final float epsilon;
  private final float l1;
  private final float l2;
  private float[] rates = new float[64];

  AdaGradSteps(MarginLoss loss, boolean invariant, float epsilon, float l1, float l2) {
    this.loss = loss;
    this.invariant = invariant;
    this.epsilon = epsilon;
    this.l1 = l1;
    this.l2 = l2;
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
      margin += view[2 * position[k]] * value[k];
    }
    double raised = loss.raise(margin);
    float score = loss.scoreOf(raised);
    float slope = loss.derivative(score, label);
    double reach = rates(view, position, value, from, to, importance * slope * slope, rate);
    float total = importance * slope;
    if (invariant) {
      double move = loss.move(margin, raised, label, importance * reach);
      total = reach == 0 ? 0f : (float) (-move / reach);
    }
    for (int k = from; k < to; k++) {
      int at = 2 * position[k];
      float step = rates[k - from];
      float w = view[at] - total * step * value[k];
      view[at] = k < to - 1 ? Penalty.shrink(w, step * l1, step * l2) : w;
    }
    return score;
  }

  /**
   * Takes the example into the sums of squares, as so many examples as its importance says.
   *
   * @param squared the square of the slope, times the importance
   * @return {@code sum_k rate_k x_k^2} of the rates that follow from them
   */
  private double rates(
      float[] view, int[] position, float[] value, int from, int to, float squared, float rate) {
    if (rates.length < to - from) {
      rates = new float[2 * (to - from)];
    }
    double reach = 0;
    for (int k = from; k < to; k++) {
      int at = 2 * position[k] + 1;
      float square = value[k] * value[k];
      // a sum of changes from stale copies may round below zero
      float n = Math.max(0f, view[at]) + squared * square;
      float own = n > 0 ? rate / ((float) Math.sqrt(n) + epsilon) : 0f;
      view[at] = n;
      rates[k - from] = own;
      reach += (double) own * square;
    }
    return reach;
  }
}
