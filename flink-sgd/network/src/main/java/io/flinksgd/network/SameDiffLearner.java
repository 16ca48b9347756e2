package io.flinksgd.network;

import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;

/** Pushes the gradient of a user's graph. */
final class SameDiffLearner implements Learner {
  private final SameDiffGraph graph;

  SameDiffLearner(SameDiffModel model) {
    this.graph = new SameDiffGraph(model);
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
    graph.load(view);
    graph.learn(batch.value, batch.label, batch.size(), push, score);
  }

  @Override
  public void close() {
    graph.close();
  }
}
