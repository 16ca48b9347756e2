// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.model.LinearRegression;
import io.flinksgd.model.Loss;
import io.flinksgd.model.Model;
import java.util.SplittableRandom;

/**
 * Linear regression on features {@code +-sqrt(l_j)} with independent signs: the expected loss is
 * the quadratic {@code (1/2) sum_j l_j (w_j - w*_j)^2 + (1/2) (b - b*)^2 + noise^2 / 2}, exactly.
 * The {@code l_j} add up to one and lie evenly on a logarithmic scale.
 */
final class Quadratic implements Objective {
  private final int features;
  private final double noise;
  private final float[] root;
  private final double[] solution;

  /**
   * A quadratic.
   *
   * @param condition ratio of the largest {@code l_j} to the least
   * @param noise standard deviation of the labels
   */
  Quadratic(int features, double condition, double noise, SplittableRandom random) {
    if (!(condition >= 1) || Double.isInfinite(condition)) {
      throw new IllegalArgumentException("condition must be >= 1: condition=" + condition);
    }
    if (!(noise >= 0) || Double.isInfinite(noise)) {
      throw new IllegalArgumentException("noise must be >= 0: noise=" + noise);
    }
    this.features = features;
    this.noise = noise;
    root = new float[features];
    double[] part = new double[features];
    double sum = 0;
    for (int j = 0; j < features; j++) {
      part[j] = StrictMath.pow(condition, -j / (double) Math.max(1, features - 1));
      sum += part[j];
    }
    solution = new double[features + 1];
    for (int j = 0; j < features; j++) {
      root[j] = (float) StrictMath.sqrt(part[j] / sum);
      solution[j] = 2 * random.nextGaussian();
    }
  }

  @Override
  public Model model() {
    return LinearRegression.dense(features, new Loss.Squared());
  }

  @Override
  public Example draw(SplittableRandom random) {
    float[] values = Signs.draw(root, random);
    double label = solution[features] + noise * random.nextGaussian();
    for (int j = 0; j < features; j++) {
      label += solution[j] * values[j];
    }
    return Example.of((float) label, new Features.Dense(values));
  }

  @Override
  public double loss(float[] weights) {
    double intercept = weights[features] - solution[features];
    double sum = intercept * intercept;
    for (int j = 0; j < features; j++) {
      double off = weights[j] - solution[j];
      sum += root[j] * root[j] * off * off;
    }
    return sum / 2 + optimum();
  }

  @Override
  public double optimum() {
    return noise * noise / 2;
  }
}
