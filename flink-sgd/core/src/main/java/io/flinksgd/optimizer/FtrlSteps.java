// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

/** Importance-aware steps, see {@link FtrlProximal}. */
final class FtrlSteps implements ExampleSteps {
  private final FtrlProximal ftrl;
  private final MarginLoss loss;
  private float[] weights = new float[64];
  private float[] roots = new float[64];

  FtrlSteps(FtrlProximal ftrl, MarginLoss loss) {
    this.ftrl = ftrl;
    this.loss = loss;
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
    float margin = margin(view, position, value, from, to);
    double raised = loss.raise(margin);
    float score = loss.scoreOf(raised);
    float slope = loss.derivative(score, label);
    double reach = reach(view, position, value, from, to, importance * slope * slope);
    double move = loss.move(margin, raised, label, importance * reach);
    float total = reach == 0 ? 0f : (float) (-move / reach);
    int intercept = to - 1;
    for (int k = from; k < intercept; k++) {
      ftrl.push(view, 2 * position[k], total * value[k], roots[k - from]);
    }
    int last = intercept - from;
    float gradient = total * value[intercept];
    ftrl.pushUnpenalised(view, 2 * position[intercept], weights[last], gradient, roots[last]);
    return score;
  }

  private float margin(float[] view, int[] position, float[] value, int from, int to) {
    if (roots.length < to - from) {
      weights = new float[2 * (to - from)];
      roots = new float[2 * (to - from)];
    }
    float margin = 0;
    for (int k = from; k < to; k++) {
      int at = 2 * position[k];
      float root = FtrlProximal.root(view[at + 1]);
      float w = ftrl.weight(view[at], root);
      roots[k - from] = root;
      weights[k - from] = w;
      margin += w * value[k];
    }
    return margin;
  }

  /**
   * Takes the example into the sums of squares, as so many examples as its importance says; weights
   * stay as they are.
   *
   * @param squared the square of the slope, times the importance
   * @return {@code sum_k rate_k x_k^2} of the rates that follow from them
   */
  private double reach(
      float[] view, int[] position, float[] value, int from, int to, float squared) {
    double reach = 0;
    for (int k = from; k < to; k++) {
      int at = 2 * position[k];
      float square = value[k] * value[k];
      float n = Math.max(0f, view[at + 1]) + squared * square;
      float root = FtrlProximal.root(n);
      view[at] -= ftrl.sigma(roots[k - from], root) * weights[k - from];
      view[at + 1] = n;
      roots[k - from] = root;
      float scale = k < to - 1 ? ftrl.scale(root) : ftrl.scaleUnpenalised(root);
      reach += scale > 0 ? square / scale : 0f;
    }
    return reach;
  }
}
