// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Compressors as the literature defines them, to hold the contractions against. */
final class Compressors {
  private Compressors() {}

  static double[] topK(double[] w, int k) {
    int[] order =
        IntStream.range(0, w.length)
            .boxed()
            .sorted((a, b) -> Double.compare(Math.abs(w[b]), Math.abs(w[a])))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] kept = new double[w.length];
    for (int n = 0; n < k; n++) {
      kept[order[n]] = w[order[n]];
    }
    return kept;
  }

  static double[] oneBit(double[] w) {
    double scale = Adversary.norm1(w) / w.length;
    return Arrays.stream(w).map(each -> each < 0 ? -scale : scale).toArray();
  }

  /** QSGD (Alistarh et al., 2017): random rounding of {@code |w_j| / ||w||} to multiples of 1/s. */
  static double[] quantised(double[] w, int levels, Random random) {
    double norm = Adversary.norm(w);
    return Arrays.stream(w)
        .map(
            each -> {
              double exact = Math.abs(each) / norm * levels;
              double level = Math.floor(exact);
              level += random.nextDouble() < exact - level ? 1 : 0;
              return Math.signum(each) * norm * level / levels;
            })
        .toArray();
  }

  static double squaredError(double[] q, double factor, double[] w) {
    double sum = 0;
    for (int c = 0; c < w.length; c++) {
      double off = q[c] * factor - w[c];
      sum += off * off;
    }
    return sum;
  }
}
