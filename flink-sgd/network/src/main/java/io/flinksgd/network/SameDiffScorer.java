// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

/** Scores by a user's graph. */
final class SameDiffScorer extends Scorer {
  private final SameDiffGraph graph;
  private final float[] score = new float[1];

  SameDiffScorer(SameDiffModel model) {
    super(model.dimension(), model.classes());
    this.graph = new SameDiffGraph(model);
  }

  @Override
  void load(float[] weights) {
    graph.load(weights);
  }

  @Override
  float score(float[] features, float[] probabilities) {
    graph.score(features, 1, score, probabilities);
    return score[0];
  }
}
