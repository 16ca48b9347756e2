package io.flinksgd.network;

import io.flinksgd.model.Model.Weights;

/** Scores one example at a time, from any thread; the last weights stay loaded. */
final class SameDiffScorer {
  private final SameDiffModel model;
  private final float[] score = new float[1];
  private SameDiffGraph graph;
  private Weights loaded;

  SameDiffScorer(SameDiffModel model) {
    this.model = model;
  }

  synchronized double score(float[] features, Weights weights) {
    if (graph == null) {
      graph = new SameDiffGraph(model);
    }
    if (loaded != weights) {
      float[] all = new float[model.dimension()];
      for (int c = 0; c < all.length; c++) {
        all[c] = weights.at(c);
      }
      graph.load(all);
      loaded = weights;
    }
    graph.score(features, 1, score);
    return score[0];
  }
}
