// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.optimizer.Optimizer;

/** Learns by a user's graph, all of whose gradient is ready at once. */
final class SameDiffLearner extends DenseLearner {
  private final SameDiffGraph graph;
  private final int dimension;
  private final int classes;
  private final Limits limits;
  private float[] probabilities = {};

  SameDiffLearner(SameDiffModel model, Optimizer optimizer) {
    super(model.classes() == 0);
    this.graph = new SameDiffGraph(model);
    this.dimension = model.dimension();
    this.classes = model.classes();
    this.limits = new Limits(optimizer);
  }

  @Override
  void load(float[] view) {
    graph.load(view);
  }

  @Override
  String attempt(MiniBatch batch, float[] push, float[] score, Ready ready) {
    int size = batch.size();
    if (probabilities.length < size * classes) {
      probabilities = new float[size * classes];
    }
    float scores = graph.learn(batch.value, batch.label, size, push, score, probabilities);
    // a class can be NaN though its numbers are finite, if none of them is
    float largest = Math.max(scores, Limits.largest(score, 0, size));
    String broken = classes == 0 ? limits.ofNumbers(largest) : limits.ofScores(largest);
    return broken == null ? limits.ofGradient(Limits.largest(push, 0, dimension)) : broken;
  }

  @Override
  public float[] probabilities() {
    return probabilities;
  }

  @Override
  public void close() {
    graph.close();
  }
}
