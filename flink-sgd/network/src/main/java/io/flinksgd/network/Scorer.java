package io.flinksgd.network;

import io.flinksgd.model.Model.Weights;

/** Scores one example at a time, from any thread; the last weights stay loaded. */
abstract class Scorer {
  private final int dimension;
  private Weights loaded;

  /** For models of {@code dimension} coordinates. */
  Scorer(int dimension) {
    this.dimension = dimension;
  }

  /** Takes up the weights of all coordinates; called by one thread at a time. */
  abstract void load(float[] weights);

  /** Scores by the weights that were loaded last; called by one thread at a time. */
  abstract float score(float[] features);

  final synchronized double score(float[] features, Weights weights) {
    if (loaded != weights) {
      float[] all = new float[dimension];
      for (int c = 0; c < dimension; c++) {
        all[c] = weights.at(c);
      }
      load(all);
      loaded = weights;
    }
    return score(features);
  }
}
