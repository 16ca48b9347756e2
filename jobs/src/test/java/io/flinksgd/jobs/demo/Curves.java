// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A training run as it might have been. */
final class Curves {
  private static final Gap GAP = new Gap(0.001, 0.0123, 0.05, 0.8, 40, 0);

  private Curves() {}

  static Point point(long examples) {
    return new Point(
        examples / 10_000.0,
        new Point.Counts(examples, 0, 10_000),
        new Point.Quality(0.45, 0.44, 0.2, 0.71, 0.72),
        new Point.Staleness(0.8, 3),
        GAP,
        new Point.Saved(7, 6));
  }

  static List<Point> of(int length) {
    Random random = new Random(7);
    List<Point> points = new ArrayList<>();
    for (int i = 1; i <= length; i++) {
      double loss = 0.44 + 0.2 * Math.exp(-i / 8.0);
      points.add(
          new Point(
              i,
              new Point.Counts(i * 10_000L, 0, 10_000 + 400 * random.nextGaussian()),
              new Point.Quality(
                  loss,
                  loss - 0.01 + 0.015 * random.nextGaussian(),
                  0.2041,
                  1.2 - loss,
                  i == 3 ? Double.NaN : 1.21 - loss + 0.01 * random.nextGaussian()),
              new Point.Staleness(Math.abs(random.nextGaussian()), 1 + i / 7),
              GAP,
              new Point.Saved(i / 2, i / 2)));
    }
    return points;
  }

  static Summary summary() {
    return new Summary(
        true,
        new Summary.Counts(200_000, 0, Map.of()),
        new Summary.Quality(0.4471, 0.7123, 0.2041, Summary.entropy(0.2041)),
        new Summary.Run(20.2, 9_900.9, 11, 12),
        new Summary.Views(4, 0.0123, null, 0.8, 40, 0),
        new Summary.Setting(
            2, "asynchronous", "sgd:rate=0.05", "logistic-regression:hashed=18", 256));
  }
}
