// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

/** See {@link Sgd}. */
final class SgdSteps implements ExampleSteps {
  private final MarginLoss loss;
  private final boolean invariant;
  private final float l1;
  private final float l2;

  SgdSteps(MarginLoss loss, boolean invariant, float l1, float l2) {
    this.loss = loss;
    this.invariant = invariant;
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
    float squares = 0;
    for (int k = from; k < to; k++) {
      float x = value[k];
      margin += view[position[k]] * x;
      squares += x * x;
    }
    // computed before the margin is needed, so that the processor need not wait for it
    double inverse = squares > 0 ? 1.0 / squares : 0;
    double reach = (double) importance * rate * squares;
    double raised = loss.raise(margin);
    float score = loss.scoreOf(raised);
    float factor =
        invariant
            ? (float) (loss.move(margin, raised, label, reach) * inverse)
            : -rate * loss.derivative(score, label) * importance;
    for (int k = from; k < to; k++) {
      view[position[k]] += factor * value[k];
    }
    if (l1 > 0 || l2 > 0) {
      for (int k = from; k < to - 1; k++) {
        view[position[k]] = Penalty.shrink(view[position[k]], rate * l1, rate * l2);
      }
    }
    return score;
  }
}
