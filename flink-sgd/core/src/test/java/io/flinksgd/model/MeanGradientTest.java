// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.optimizer.Optimizers;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class MeanGradientTest {
  private static final int FEATURES = 12;

  @Test
  void usageExample() {
    Model model = LinearRegression.sparse(1, new Loss.Squared());
    Learner learner = model.learner(Optimizers.parse("adagrad"), false);
    Example one = Example.of(1f, new Features.Sparse(new int[] {0}, new float[] {2f}));
    Example two = Example.of(3f, new Features.Sparse(new int[] {0}, new float[] {4f}));
    float[] push = {9f, 9f, 9f};
    float[] score = new float[2];
    float[] view = {1f, 1f};
    learner.learn(Batches.of(model, List.of(one, two)), view, 2, 0, push, score);
    assertThat(score).containsExactly(3f, 5f);
    assertThat(push).containsExactly((2 * 2 + 2 * 4) / 2f, (2 + 2) / 2f, 9f);
    assertThat(view).containsExactly(1f, 1f);
    assertThat(learner.viewStride()).isEqualTo(1);
    assertThat(learner.pushStride()).isEqualTo(1);
  }

  @Test
  void pushIsTheSlopeOfTheMeanLoss() {
    for (Model model :
        List.of(
            LogisticRegression.sparse(FEATURES),
            LinearRegression.sparse(FEATURES, new Loss.Squared()),
            LinearRegression.sparse(FEATURES, new Loss.Huber(0.5f)))) {
      for (long seed = 0; seed < 20; seed++) {
        Random random = new Random(seed);
        int size = 1 + random.nextInt(40);
        List<Example> examples =
            Stream.generate(() -> Batches.example(random, FEATURES)).limit(size).toList();
        MiniBatch batch = Batches.of(model, examples);
        float[] view = new float[model.dimension()];
        for (int c = 0; c < view.length; c++) {
          view[c] = (float) random.nextGaussian();
        }
        float[] push = new float[view.length];
        Learner learner = model.learner(Optimizers.parse("sgd:update=plain"), false);
        learner.learn(batch, view, view.length, 0, push, new float[size]);
        for (int c = 0; c < view.length; c++) {
          double h = 1e-4;
          double slope =
              (meanLoss(model, examples, view, c, h) - meanLoss(model, examples, view, c, -h))
                  / (2 * h);
          assertThat((double) push[c])
              .as("%s seed=%s coordinate=%s", model, seed, c)
              .isCloseTo(slope, within(1e-3));
        }
      }
    }
  }

  /** In double precision, with coordinate {@code moved} off by {@code h}. */
  private static double meanLoss(
      Model model, List<Example> examples, float[] view, int moved, double h) {
    double[] weights = new double[view.length];
    Arrays.setAll(weights, c -> view[c] + (c == moved ? h : 0));
    double sum = 0;
    for (Example example : examples) {
      Features.Sparse sparse = (Features.Sparse) example.features();
      double margin = weights[FEATURES];
      for (int k = 0; k < sparse.size(); k++) {
        margin += weights[sparse.indices()[k]] * sparse.values()[k];
      }
      sum += example.weight() * ((LinearModel) model).loss().loss(margin, example.label());
    }
    return sum / examples.size();
  }
}
