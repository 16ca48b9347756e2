// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import java.util.Arrays;
import java.util.Random;

/** Looks for the worst that gradients of bounded norm can do. */
final class Adversary {
  private Adversary() {}

  /**
   * The longest sum of {@code n} vectors that are not longer than {@code length}: each in turn is
   * put where it makes the sum longest, from random beginnings.
   */
  static double longestSum(int n, int dimension, double length, Random random) {
    double[][] vector = new double[n][dimension];
    for (double[] each : vector) {
      Arrays.setAll(each, c -> random.nextGaussian());
      scale(each, length);
    }
    double[] sum = new double[dimension];
    for (int sweep = 0; sweep < 60; sweep++) {
      for (double[] each : vector) {
        sum(vector, sum);
        double[] others = sum.clone();
        for (int c = 0; c < dimension; c++) {
          others[c] -= each[c];
        }
        if (norm(others) > 0) {
          System.arraycopy(others, 0, each, 0, dimension);
          scale(each, length);
        }
      }
    }
    sum(vector, sum);
    return norm(sum);
  }

  private static void sum(double[][] vector, double[] sum) {
    Arrays.fill(sum, 0);
    for (double[] each : vector) {
      for (int c = 0; c < sum.length; c++) {
        sum[c] += each[c];
      }
    }
  }

  static void scale(double[] vector, double length) {
    double norm = norm(vector);
    for (int c = 0; c < vector.length; c++) {
      vector[c] = norm == 0 ? 0 : vector[c] * length / norm;
    }
  }

  static double norm(double[] vector) {
    double sum = 0;
    for (double each : vector) {
      sum += each * each;
    }
    return Math.sqrt(sum);
  }

  static double norm1(double[] vector) {
    double sum = 0;
    for (double each : vector) {
      sum += Math.abs(each);
    }
    return sum;
  }

  static double[] gaussian(int dimension, Random random) {
    double[] vector = new double[dimension];
    Arrays.setAll(vector, c -> random.nextGaussian());
    return vector;
  }
}
