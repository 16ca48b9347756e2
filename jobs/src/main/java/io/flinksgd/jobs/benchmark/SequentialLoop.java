// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import io.flinksgd.evaluation.Scores;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizer;

/**
 * What the job is measured against: logistic regression by per-example SGD in a plain Java loop on
 * one core, with the weights in one array and nothing around it.
 */
final class SequentialLoop {
  private static final int PASSES = 5;
  private static final int CHUNK = 50_000;

  private SequentialLoop() {}

  /** Examples per second of the best of a few passes, each from the beginning. */
  static double speed(Example[] rows, int bits, float rate) {
    double best = 0;
    for (int i = 0; i < PASSES; i++) {
      best = Math.max(best, pass(rows, bits, rate));
    }
    return best;
  }

  private static double pass(Example[] rows, int bits, float rate) {
    int intercept = FeatureHasher.intercept(bits);
    float[] weight = new float[intercept + 1];
    float[] score = new float[rows.length];
    long start = System.nanoTime();
    for (int e = 0; e < rows.length; e++) {
      int[] index = ((Features.Sparse) rows[e].features()).indices();
      float margin = weight[intercept];
      for (int c : index) {
        margin += weight[c];
      }
      float p = (float) (1 / (1 + Math.exp(-margin)));
      score[e] = p;
      float step = rate * (p - rows[e].label());
      for (int c : index) {
        weight[c] -= step;
      }
      weight[intercept] -= step;
    }
    return rows.length / ((System.nanoTime() - start) / 1e9);
  }

  /**
   * The progressive validation of the same loop with any optimizer, by the library's own steps on
   * one view.
   */
  static Scores scores(Example[] rows, Model model, Optimizer optimizer) {
    Learner learner = model.learner(optimizer, true);
    float[] view = new float[model.dimension() * optimizer.stride()];
    float[] change = new float[view.length];
    float[] score = new float[CHUNK];
    MiniBatch batch = new MiniBatch(CHUNK, Numbering.identity());
    Scores scores = new Scores();
    for (int from = 0; from < rows.length; from += CHUNK) {
      batch.clear();
      for (int e = from; e < Math.min(rows.length, from + CHUNK); e++) {
        model.append(rows[e], batch);
      }
      learner.learn(batch, view, model.dimension(), from, change, score);
      scores.add(score, batch.label, batch.weight, batch.size());
    }
    return scores;
  }
}
