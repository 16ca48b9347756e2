package io.flinksgd.model;

import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.optimizer.Optimizer;

/**
 * Learns example by example on the worker's own view, exactly as a sequential loop would, and
 * pushes by how much each state changed.
 */
final class LocalSteps implements Learner {
  private final Loss loss;
  private final Optimizer optimizer;
  private final int stride;

  LocalSteps(Loss loss, Optimizer optimizer) {
    if (!optimizer.additive()) {
      throw new IllegalArgumentException(
          "local steps need an optimizer whose state adds up: optimizer=" + optimizer.spec());
    }
    this.loss = loss;
    this.optimizer = optimizer;
    this.stride = optimizer.stride();
  }

  @Override
  public int viewStride() {
    return stride;
  }

  @Override
  public int pushStride() {
    return stride;
  }

  @Override
  public void learn(
      MiniBatch batch,
      float[] view,
      int coordinates,
      long examples,
      float[] push,
      float[] score,
      Ready ready) {
    int floats = coordinates * stride;
    System.arraycopy(view, 0, push, 0, floats);
    float rate = optimizer.rate(examples);
    int[] row = batch.row;
    int[] position = batch.position;
    float[] value = batch.value;
    float[] label = batch.label;
    float[] weight = batch.weight;
    int size = batch.size();
    for (int e = 0; e < size; e++) {
      int from = row[e];
      int to = row[e + 1];
      float prediction = loss.score(optimizer.dot(view, position, value, from, to));
      score[e] = prediction;
      float slope = loss.derivative(prediction, label[e]) * weight[e];
      optimizer.step(view, position, value, from, to, slope, rate);
    }
    for (int k = 0; k < floats; k++) {
      push[k] = view[k] - push[k];
    }
  }
}
