// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.flinksgd.consistency.ConvergenceBound.Terms;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Both theorems against their recursions and against runs with the worst views there are. */
final class ConvergenceBoundTest {
  private static final double L = 4;
  private static final double C = 1;
  private static final double SIGMA = 1.5;
  private static final int P = 4;

  private static ElasticConstant constant(double b) {
    return new ElasticConstant(b, Double.POSITIVE_INFINITY, true, "given");
  }

  private static ConvergenceBound with(double b, double gap0) {
    return new ConvergenceBound(P, L, SIGMA, gap0, constant(b));
  }

  @Test
  void usageExample() {
    ConvergenceBound bound =
        new ConvergenceBound(64, 1, 0.5, 1, ElasticConstant.boundedDelay(4, 64, 1));
    double steps = bound.horizon();
    Terms terms = bound.nonConvex(bound.rate(steps), steps);
    assertThat(terms.inconsistency()).isLessThanOrEqualTo(terms.noise() / 10 * (1 + 1e-9));
  }

  /** Descends {@code f} with views that are wrong by alpha B in the worse direction. */
  private static double meanSquaredGradient(
      DoubleUnaryOperator gradient, double x0, double rate, double b, int steps, Random random) {
    double x = x0;
    double sum = 0;
    for (int t = 0; t < steps; t++) {
      double g = gradient.applyAsDouble(x);
      sum += g * g / steps;
      double mean = 0;
      for (int i = 0; i < P; i++) {
        double low = gradient.applyAsDouble(x - rate * b);
        double high = gradient.applyAsDouble(x + rate * b);
        // the view whose step is shortest, or goes uphill
        double worse = g > 0 ? Math.min(low, high) : Math.max(low, high);
        mean += (worse + (random.nextBoolean() ? SIGMA : -SIGMA)) / P;
      }
      x -= rate * mean;
    }
    return sum;
  }

  /** A mean of runs, and what it is at least but for an error of four deviations. */
  private static final class Sample {
    private int n;
    private double sum;
    private double squares;

    void add(double value) {
      n++;
      sum += value;
      squares += value * value;
    }

    double mean() {
      return sum / n;
    }

    double least() {
      return mean() - 4 * Math.sqrt(Math.max(0, squares / n - mean() * mean()) / n);
    }
  }

  @Test
  void theNonConvexTheoremHoldsOnRunsWithTheWorstViews() {
    Random random = new Random(1);
    double tightest = 0;
    for (double rate : new double[] {1 / L, 0.5 / L, 0.1 / L, 0.01 / L}) {
      for (double b : new double[] {0, 1, 4, 20}) {
        for (int steps : new int[] {10, 100, 1000}) {
          double x0 = 2;
          double statedConvex = with(b, L * x0 * x0 / 2).nonConvex(rate, steps).total();
          double stated = with(b, L * (1 - Math.cos(x0))).nonConvex(rate, steps).total();
          Sample convex = new Sample();
          Sample cosine = new Sample();
          for (int run = 0; run < 60; run++) {
            convex.add(meanSquaredGradient(x -> L * x, x0, rate, b, steps, random));
            cosine.add(meanSquaredGradient(x -> L * Math.sin(x), x0, rate, b, steps, random));
          }
          assertThat(convex.least())
              .as("rate=%s B=%s T=%s", rate, b, steps)
              .isLessThan(statedConvex);
          assertThat(cosine.least()).as("rate=%s B=%s T=%s", rate, b, steps).isLessThan(stated);
          tightest =
              Math.max(tightest, Math.max(convex.mean() / statedConvex, cosine.mean() / stated));
        }
      }
    }
    assertThat(tightest).as("not vacuous").isGreaterThan(0.95);
  }

  @Test
  void theStronglyConvexTheoremSumsItsRecursion() {
    for (double rate : new double[] {0.5 / L, 0.1 / L, 0.01 / L}) {
      for (double b : new double[] {0, 1, 10}) {
        for (int steps : new int[] {1, 50, 5000}) {
          double square = 9;
          for (int t = 0; t < steps; t++) {
            square =
                (1 - rate * C / 2) * square
                    + 2 * Math.pow(rate, 3) * L * L * b * b / C
                    + 2 * Math.pow(rate, 4) * L * L * b * b
                    + rate * rate * SIGMA * SIGMA / P;
          }
          double stated = with(b, 1).stronglyConvex(C, 3, rate, steps).total();
          assertThat(square).isLessThanOrEqualTo(stated * (1 + 1e-9));
          if (steps == 5000 && rate > 0.05 / L) {
            assertThat(square).as("the limit is the fixed point").isCloseTo(stated, within(1e-3));
          }
        }
      }
    }
  }

  @Test
  void theStronglyConvexTheoremHoldsOnRunsWithTheWorstViews() {
    Random random = new Random(2);
    double tightest = 0;
    for (double rate : new double[] {0.5 / L, 0.1 / L}) {
      for (double b : new double[] {0, 1, 10}) {
        for (int steps : new int[] {5, 50, 500}) {
          Sample distance = new Sample();
          for (int run = 0; run < 300; run++) {
            double x = 3;
            double y = 1; // two curvatures, c and L
            for (int t = 0; t < steps; t++) {
              double noise = 0;
              for (int i = 0; i < P; i++) {
                noise += (random.nextBoolean() ? SIGMA : -SIGMA) / P / Math.sqrt(2);
              }
              double off = rate * b / Math.sqrt(2);
              x -= rate * (C * (x - Math.signum(x) * off) + noise);
              y -= rate * (L * (y - Math.signum(y) * off) + noise);
            }
            distance.add(x * x + y * y);
          }
          double stated = with(b, 1).stronglyConvex(C, Math.sqrt(10), rate, steps).total();
          assertThat(distance.least()).as("rate=%s B=%s T=%s", rate, b, steps).isLessThan(stated);
          tightest = Math.max(tightest, distance.mean() / stated);
        }
      }
    }
    assertThat(tightest).as("not vacuous").isGreaterThan(0.75);
  }

  @Test
  void theTheoremsRateLeavesLittleOfTheBeginning() {
    ConvergenceBound bound = with(1, 1);
    double steps = 1e5;
    double rate = bound.rateStronglyConvex(C, steps);
    assertThat(bound.stronglyConvex(C, 3, rate, steps).optimisation())
        .isLessThanOrEqualTo(9 / (steps * P));
  }

  @Test
  void fromTheHorizonOnStaleViewsCostLessThanATenthOfTheNoise() {
    for (double b : new double[] {2, 5, 50}) {
      ConvergenceBound bound = with(b, 1);
      double horizon = bound.horizon();
      assertThat(share(bound, horizon)).isLessThanOrEqualTo(0.1 * (1 + 1e-9));
      assertThat(share(bound, 10 * horizon)).isLessThan(0.04);
      if (horizon > bound.leastSteps()) {
        assertThat(share(bound, Math.max(bound.leastSteps(), horizon * 0.9))).isGreaterThan(0.1);
      }
    }
    assertThat(with(0, 1).horizon()).isEqualTo(with(0, 1).leastSteps()).isEqualTo(L * L * P);
    assertThat(new ConvergenceBound(P, L, 0, 1, constant(1)).horizon()).isInfinite();
  }

  private static double share(ConvergenceBound bound, double steps) {
    Terms terms = bound.nonConvex(bound.rate(steps), steps);
    return terms.inconsistency() / terms.noise();
  }

  @Test
  void noRateIsBetterThanTheTunedOne() {
    for (double b : new double[] {0, 3, 100}) {
      for (double steps : new double[] {1, 100, 1e6}) {
        ConvergenceBound bound = with(b, 2);
        double tuned = bound.nonConvex(bound.tunedRate(steps), steps).total();
        for (double part = 1e-6; part <= 1; part *= 1.1) {
          double other = bound.nonConvex(part / L, steps).total();
          assertThat(tuned)
              .as("B=%s T=%s part=%s", b, steps, part)
              .isLessThanOrEqualTo(other * (1 + 1e-9));
        }
      }
    }
  }

  @Test
  void ratesForWhichNothingIsProvenAreRefused() {
    ConvergenceBound bound = with(1, 1);
    assertThatThrownBy(() -> bound.nonConvex(0.3, 100))
        .hasMessage("learning rate must be in (0, 0.25]: rate=0.3");
    assertThatThrownBy(() -> bound.stronglyConvex(C, 1, 0.2, 100))
        .hasMessage("learning rate must be in (0, 0.125]: rate=0.2");
    assertThatThrownBy(() -> bound.stronglyConvex(5, 1, 0.1, 100))
        .hasMessage("convexity must be <= smoothness 4.0: convexity=5.0");
    ConvergenceBound predicted =
        new ConvergenceBound(P, L, SIGMA, 1, ElasticConstant.predictedQuorum(1, P, SIGMA));
    assertThat(predicted.largestRate()).isEqualTo(1 / (8 * L));
    assertThatThrownBy(() -> new ConvergenceBound(P, 0, SIGMA, 1, constant(1)))
        .hasMessage("smoothness must be > 0 and finite: smoothness=0.0");
    assertThatThrownBy(() -> bound.rateStronglyConvex(0, 10))
        .hasMessage("convexity must be > 0 and finite: convexity=0.0");
  }
}
