package io.flinksgd.network;

import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.model.Rejected;
import java.util.List;

/** Pushes the gradient of a user's graph. */
final class SameDiffLearner implements Learner {
  private final SameDiffGraph graph;
  private final int classes;
  private float[] probabilities = {};

  SameDiffLearner(SameDiffModel model) {
    this.graph = new SameDiffGraph(model);
    this.classes = model.classes();
  }

  @Override
  public List<Rejected> learn(
      MiniBatch batch,
      float[] view,
      int coordinates,
      long examples,
      float[] push,
      float[] score,
      Ready ready) {
    if (probabilities.length < batch.size() * classes) {
      probabilities = new float[batch.size() * classes];
    }
    graph.load(view);
    graph.learn(batch.value, batch.label, batch.size(), push, score, probabilities);
    return List.of();
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
