// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

/** Gathers an example's states, scales its features, and lets another optimizer step. */
final class ScaleFreeSteps implements ExampleSteps {
  private final ScaleFree optimizer;
  private final ExampleSteps inner;
  private final int innerStride;
  private float[] states = {};
  private float[] scaled = {};
  private int[] place = {};

  ScaleFreeSteps(ScaleFree optimizer, ExampleSteps inner, int innerStride) {
    this.optimizer = optimizer;
    this.inner = inner;
    this.innerStride = innerStride;
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
    int n = to - from;
    room(n);
    int stride = optimizer.stride();
    for (int k = 0; k < n; k++) {
      int at = position[from + k] * stride;
      float x = value[from + k];
      boolean hasScale = k < n - 1 && x != 0;
      scaled[k] = hasScale ? optimizer.scaled(view, at, x) : x;
      System.arraycopy(view, at, states, k * innerStride, innerStride);
    }
    float score = inner.learn(states, place, scaled, 0, n, label, importance, rate);
    for (int k = 0; k < n; k++) {
      int at = position[from + k] * stride;
      System.arraycopy(states, k * innerStride, view, at, innerStride);
    }
    return score;
  }

  private void room(int n) {
    if (place.length < n) {
      states = new float[2 * n * innerStride];
      scaled = new float[2 * n];
      place = new int[2 * n];
      for (int k = 0; k < place.length; k++) {
        place[k] = k;
      }
    }
  }
}
