// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.model.Loss;
import io.flinksgd.model.Model;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Logistic regression whose labels are drawn from the model itself, with weights {@code w*}. The
 * loss is the mean over fixed rows of the expected cross-entropy given the row, so it is least at
 * {@code w*} exactly.
 */
final class Logistic implements Objective {
  private static final int ROWS = 1000;
  private static final Loss LOSS = new Loss.Logistic();

  private final Model model;
  private final int features;
  private final int active;
  private final float[] size;
  private final double[] solution;
  private final Features[] row = new Features[ROWS];
  private final double[] probability = new double[ROWS];
  private double optimum;

  private Logistic(Model model, int features, int active, SplittableRandom random) {
    this.model = model;
    this.features = features;
    this.active = active;
    size = new float[active];
    Arrays.fill(size, (float) (1 / StrictMath.sqrt(active)));
    solution = new double[features + 1];
    for (int j = 0; j < features; j++) {
      solution[j] = 2 * random.nextGaussian();
    }
    solution[features] = -0.5;
    for (int e = 0; e < ROWS; e++) {
      row[e] = features(random);
      probability[e] = probability(row[e]);
      optimum += entropy(probability[e]) / ROWS;
    }
  }

  /** All features in every example. */
  static Logistic dense(int features, SplittableRandom random) {
    return new Logistic(LogisticRegression.dense(features), features, features, random);
  }

  /** Some features in each example, the first ones far more often. */
  static Logistic sparse(int features, int active, SplittableRandom random) {
    if (active < 1 || active > features) {
      throw new IllegalArgumentException(
          "active must be in [1, features]: active=" + active + " features=" + features);
    }
    return new Logistic(LogisticRegression.sparse(features), features, active, random);
  }

  private static double entropy(double p) {
    return p <= 0 || p >= 1 ? 0 : -p * StrictMath.log(p) - (1 - p) * StrictMath.log1p(-p);
  }

  @Override
  public Model model() {
    return model;
  }

  private Features features(SplittableRandom random) {
    if (model.pullsAll()) {
      return new Features.Dense(Signs.draw(size, random));
    }
    int[] indices = new int[active];
    for (int k = 0; k < active; k++) {
      double u = random.nextDouble();
      indices[k] = (int) (features * u * u);
    }
    return new Features.Sparse(indices, size);
  }

  private double probability(Features of) {
    double margin = solution[features];
    if (of instanceof Features.Dense dense) {
      for (int j = 0; j < features; j++) {
        margin += solution[j] * dense.values()[j];
      }
    } else if (of instanceof Features.Sparse sparse) {
      for (int k = 0; k < sparse.size(); k++) {
        margin += solution[sparse.indices()[k]] * sparse.values()[k];
      }
    }
    return 1 / (1 + StrictMath.exp(-margin));
  }

  @Override
  public Example draw(SplittableRandom random) {
    Features drawn = features(random);
    return Example.of(random.nextDouble() < probability(drawn) ? 1f : 0f, drawn);
  }

  @Override
  public double loss(float[] weights) {
    double sum = 0;
    for (int e = 0; e < ROWS; e++) {
      double margin = weights[features];
      if (row[e] instanceof Features.Dense dense) {
        for (int j = 0; j < features; j++) {
          margin += weights[j] * dense.values()[j];
        }
      } else if (row[e] instanceof Features.Sparse sparse) {
        for (int k = 0; k < sparse.size(); k++) {
          margin += weights[sparse.indices()[k]] * sparse.values()[k];
        }
      }
      sum += LOSS.loss(margin, probability[e]);
    }
    return sum / ROWS;
  }

  @Override
  public double optimum() {
    return optimum;
  }
}
