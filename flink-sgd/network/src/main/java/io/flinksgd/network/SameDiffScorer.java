package io.flinksgd.network;

/** Scores by a user's graph. */
final class SameDiffScorer extends Scorer {
  private final SameDiffGraph graph;
  private final float[] score = new float[1];

  SameDiffScorer(SameDiffModel model) {
    super(model.dimension());
    this.graph = new SameDiffGraph(model);
  }

  @Override
  void load(float[] weights) {
    graph.load(weights);
  }

  @Override
  float score(float[] features) {
    graph.score(features, 1, score);
    return score[0];
  }
}
