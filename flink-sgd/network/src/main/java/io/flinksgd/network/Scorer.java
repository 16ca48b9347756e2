// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.model.Model.Weights;

/** Scores one example at a time, from any thread; the last weights stay loaded. */
abstract class Scorer {
  private final int dimension;
  private final float[] probability;
  private Weights loaded;

  /**
   * For models of {@code dimension} coordinates and {@code classes} classes, 0 if there are none.
   */
  Scorer(int dimension, int classes) {
    this.dimension = dimension;
    this.probability = new float[classes];
  }

  /** Loads the weights of all coordinates; called by one thread at a time. */
  abstract void load(float[] weights);

  /**
   * Scores by the weights that were loaded last; called by one thread at a time.
   *
   * @param probabilities receives the probability of each class
   */
  abstract float score(float[] features, float[] probabilities);

  /**
   * Scores by {@code weights}.
   *
   * @param probabilities receives the probability of each class; empty if nobody asks
   */
  final synchronized double score(float[] features, Weights weights, double[] probabilities) {
    if (loaded != weights) {
      float[] all = new float[dimension];
      for (int c = 0; c < dimension; c++) {
        all[c] = weights.at(c);
      }
      load(all);
      loaded = weights;
    }
    double score = score(features, probability);
    for (int c = 0; c < probabilities.length; c++) {
      probabilities[c] = probability[c];
    }
    return score;
  }
}
