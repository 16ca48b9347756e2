// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every constant against the worst case, looked for numerically. */
final class ElasticConstantTest {
  private static final double M = 3;
  private static final double SIGMA = 2;
  private static final double RATE = 0.1;

  @Test
  void usageExample() {
    ElasticConstant both =
        ElasticConstant.boundedDelay(4, 64, 1.5)
            .plus(ElasticConstant.errorFeedback(Contraction.topK(100, 1000), 1.5));
    assertThat(both.gap(0.01)).isEqualTo(0.01 * both.constant());
    assertThat(both.why()).contains("tau (p - 1)", "unsent");
  }

  @Test
  void synchronousViewsLackNothing() {
    assertThat(ElasticConstant.synchronous().constant()).isZero();
  }

  @Test
  void boundedDelayIsTheWorstThatMissingGradientsCanDo() {
    Random random = new Random(1);
    for (int p = 1; p <= 6; p++) {
      for (int tau = 0; tau <= 3; tau++) {
        double worst = Adversary.longestSum(tau * (p - 1), 3, RATE / p * M, random);
        assertThat(worst)
            .as("p=%s tau=%s", p, tau)
            .isCloseTo(ElasticConstant.boundedDelay(tau, p, M).gap(RATE), within(1e-6));
      }
    }
  }

  @Test
  void delayedUpdatesAreTheWorstOfSingleSteps() {
    double worst = Adversary.longestSum(7, 4, RATE * M, new Random(2));
    assertThat(worst).isCloseTo(ElasticConstant.delayedUpdates(7, M).gap(RATE), within(1e-6));
    // under bounded delay with weight one, all steps of the others may be missing
    assertThat(ElasticConstant.delayedUpdates(4 * 7, M).constant())
        .isCloseTo(8 * ElasticConstant.boundedDelay(4, 8, M).constant(), within(1e-9));
  }

  @Test
  void quorumIsTheWorstOverAllSetsOfMissingGradients() {
    Random random = new Random(3);
    int p = 7;
    for (int f = 0; f < p; f++) {
      double worst = 0;
      for (int missing = 0; missing < 1 << p; missing++) {
        if (Integer.bitCount(missing) <= f) {
          int n = Integer.bitCount(missing);
          worst = Math.max(worst, Adversary.longestSum(n, 2, RATE / p * M, random));
        }
      }
      assertThat(worst)
          .as("f=%s", f)
          .isCloseTo(ElasticConstant.quorum(f, p, M).gap(RATE), within(1e-6));
    }
  }

  @Test
  void predictedQuorumHoldsTheFixedPointOfItsRecursion() {
    double rateTimesSmoothness = 1 / 8.0;
    for (int p = 2; p <= 50; p++) {
      for (int f = 0; f < p; f++) {
        double b = 0;
        for (int n = 0; n < 200; n++) {
          b = (double) f / p * (Math.sqrt(2) * SIGMA + 2 * rateTimesSmoothness * b);
        }
        double stated = ElasticConstant.predictedQuorum(f, p, SIGMA).constant();
        assertThat(b).as("p=%s f=%s", p, f).isLessThanOrEqualTo(stated);
        assertThat(b).as("not vacuous").isGreaterThanOrEqualTo(0.47 * stated);
        assertThat(b).as("1.89 f sigma / p").isLessThan(1.89 * f * SIGMA / p + 1e-12);
      }
    }
    assertThat(ElasticConstant.predictedScheduler(50, SIGMA))
        .isEqualTo(ElasticConstant.predictedQuorum(49, 50, SIGMA));
  }

  /** Rounds on {@code L x^2 / 2}: of each view, f gradients are its worker's own for a while. */
  @Test
  void predictedQuorumHoldsOnARunOfRounds() {
    Random random = new Random(4);
    double smoothness = 4;
    double rate = 1 / (8 * smoothness);
    int p = 8;
    for (int f = 1; f < p; f++) {
      double x = 5;
      double[] view = new double[p];
      Arrays.fill(view, x);
      double squares = 0;
      int rounds = 20_000;
      for (int t = 0; t < rounds; t++) {
        double[] g = new double[p];
        double mean = 0;
        for (int i = 0; i < p; i++) {
          squares += (x - view[i]) * (x - view[i]) / p;
          g[i] = smoothness * view[i] + SIGMA * random.nextGaussian();
          mean += g[i] / p;
        }
        x -= rate * mean;
        for (int i = 0; i < p; i++) {
          view[i] = x;
          for (int n = 1; n <= f; n++) {
            view[i] += rate / p * (g[(i + n) % p] - g[i]);
          }
        }
      }
      double measured = Math.sqrt(squares / rounds) / rate;
      double stated = ElasticConstant.predictedQuorum(f, p, SIGMA).constant();
      assertThat(measured / stated).as("f=%s", f).isBetween(0.35, 1.0);
    }
  }

  @Test
  void sharedMemoryIsTheWorstOverAllLags() {
    Random random = new Random(5);
    int d = 3;
    double most = 0;
    for (int tau = 1; tau <= 4; tau++) {
      double stated = ElasticConstant.sharedMemory(tau, M).gap(RATE);
      for (int trial = 0; trial < 2000; trial++) {
        double[] same = Adversary.gaussian(d, random);
        double[] missing = new double[d];
        for (int k = 0; k < tau; k++) {
          // now and then all are alike, which is the worst
          double[] g = trial % 2 == 0 ? same.clone() : Adversary.gaussian(d, random);
          Adversary.scale(g, RATE * M);
          for (int j = 0; j < d; j++) {
            boolean lacks = trial % 4 == 0 || random.nextInt(tau) >= k;
            missing[j] += lacks ? Math.abs(g[j]) : 0;
          }
        }
        double gap = Adversary.norm(missing);
        most = Math.max(most, gap / stated);
        assertThat(gap).as("tau=%s", tau).isLessThanOrEqualTo(stated * (1 + 1e-12));
      }
    }
    assertThat(most).as("tight").isCloseTo(1, within(1e-9));
  }

  @Test
  void errorFeedbackIsTheFixedPointOfWhatIsLeftUnsent() {
    for (double gamma : new double[] {0, 0.1, 0.5, 0.9, 0.99}) {
      double r = 0;
      for (int n = 0; n < 20_000; n++) {
        r = Math.sqrt(gamma) * (r + RATE * M);
      }
      assertThat(r).isCloseTo(ElasticConstant.errorFeedback(gamma, M).gap(RATE), within(1e-6));
    }
  }

  @Test
  void whatCompressorsLeaveUnsentStaysBelowErrorFeedback() {
    Random random = new Random(6);
    int d = 16;
    assertUnsent(d, w -> Compressors.topK(w, 4), Contraction.topK(4, d), random);
    assertUnsent(d, w -> Compressors.topK(w, 12), Contraction.topK(12, d), random);
    assertUnsent(d, Compressors::oneBit, Contraction.oneBit(d), random);
    double omega = Contraction.quantisationVariance(2, d);
    assertUnsent(
        d,
        w -> Arrays.stream(Compressors.quantised(w, 2, random)).map(q -> q / (1 + omega)).toArray(),
        Contraction.quantised(2, d),
        random);
  }

  private static void assertUnsent(
      int d, UnaryOperator<double[]> compress, double gamma, Random random) {
    double stated = ElasticConstant.errorFeedback(gamma, M).gap(RATE);
    double squares = 0;
    double[] unsent = new double[d];
    int steps = 5000;
    for (int t = 0; t < steps; t++) {
      // steady gradients with some noise: what is left unsent adds up
      double[] g = Adversary.gaussian(d, random);
      for (int c = 0; c < d; c++) {
        g[c] = 1 + 0.3 * g[c];
      }
      Adversary.scale(g, RATE * M);
      for (int c = 0; c < d; c++) {
        g[c] += unsent[c];
      }
      double[] sent = compress.apply(g);
      for (int c = 0; c < d; c++) {
        unsent[c] = g[c] - sent[c];
        squares += unsent[c] * unsent[c];
      }
    }
    double ratio = Math.sqrt(squares / steps) / stated;
    assertThat(ratio).as("gamma=%s", gamma).isBetween(0.02, 1.0);
  }

  @Test
  void compressorsContractAsStated() {
    Random random = new Random(7);
    int d = 12;
    double worstTopK = 0;
    double worstBit = 0;
    for (int trial = 0; trial < 3000; trial++) {
      double[] w = Adversary.gaussian(d, random);
      if (trial % 3 == 0) {
        Arrays.fill(w, 1); // the worst for top-k
      } else if (trial % 3 == 1) {
        Arrays.fill(w, 1, d, 0); // the worst for one bit
      }
      double square = Adversary.norm(w) * Adversary.norm(w);
      for (int k = 1; k <= d; k++) {
        double left = Compressors.squaredError(Compressors.topK(w, k), 1, w) / square;
        assertThat(left).isLessThanOrEqualTo(Contraction.topK(k, d) + 1e-12);
        worstTopK = k == 5 ? Math.max(worstTopK, left) : worstTopK;
      }
      worstBit = Math.max(worstBit, Compressors.squaredError(Compressors.oneBit(w), 1, w) / square);
    }
    assertThat(worstTopK).isCloseTo(Contraction.topK(5, d), within(1e-12));
    assertThat(worstBit).isCloseTo(Contraction.oneBit(d), within(1e-12));
  }

  @Test
  void quantisationContractsOnceItIsScaled() {
    Random random = new Random(8);
    int d = 40;
    for (int levels : new int[] {1, 2, 8, 32}) {
      double omega = Contraction.quantisationVariance(levels, d);
      double[] w = Adversary.gaussian(d, random);
      double square = Adversary.norm(w) * Adversary.norm(w);
      double plain = 0;
      double scaled = 0;
      int trials = 4000;
      for (int trial = 0; trial < trials; trial++) {
        double[] q = Compressors.quantised(w, levels, random);
        plain += Compressors.squaredError(q, 1, w) / square / trials;
        scaled += Compressors.squaredError(q, 1 / (1 + omega), w) / square / trials;
      }
      assertThat(plain).as("variance, levels=%s", levels).isBetween(0.14 * omega, omega);
      assertThat(scaled).isLessThan(Contraction.quantised(levels, d));
    }
    assertThat(Contraction.quantisationVariance(1, d)).as("no contraction").isGreaterThan(1);
  }

  @Test
  void theElasticSchedulerIsTheWorstOverAllSetsThatMayBeMissing() {
    Random random = new Random(9);
    int p = 8;
    for (double beta : new double[] {0, 0.25, 0.5, 0.8, 1}) {
      double stated = ElasticConstant.elasticScheduler(beta, M).gap(RATE);
      double worst = 0;
      for (int trial = 0; trial < 200; trial++) {
        double[] norm = new double[p];
        boolean largest = trial % 2 == 0;
        Arrays.setAll(norm, i -> largest ? M : M * random.nextDouble());
        double all = Arrays.stream(norm).sum();
        for (int missing = 0; missing < 1 << p; missing++) {
          double lacks = 0;
          for (int i = 0; i < p; i++) {
            lacks += (missing >> i & 1) * norm[i];
          }
          if (all - lacks >= beta * all - 1e-12) {
            worst = Math.max(worst, RATE / p * lacks);
          }
        }
      }
      assertThat(worst).as("beta=%s", beta).isLessThanOrEqualTo(stated + 1e-12);
      // whole gradients are missing, so the last part of one may not be reached
      assertThat(worst).isGreaterThanOrEqualTo(stated - RATE * M / p);
    }
  }

  @Test
  void theElasticBoundHoldsWhatWasChosenAndRefusesWhatNoGateCanHold() {
    ElasticConstant chosen = ElasticConstant.elasticBound(2.7, 8, M);
    assertThat(chosen.constant()).isEqualTo(2.7);
    assertThat(chosen.everyStep()).isTrue();
    assertThatThrownBy(() -> ElasticConstant.elasticBound(2.6, 8, M))
        .hasMessageContaining("B must be >= (p - 1) M / p = 2.625")
        .hasMessageContaining("B=2.6");
  }

  @Test
  void schemesThatAreCombinedAddUp() {
    Random random = new Random(10);
    ElasticConstant delay = ElasticConstant.boundedDelay(2, 4, M);
    ElasticConstant residual = ElasticConstant.errorFeedback(0.5, M);
    double worst = 0;
    for (int trial = 0; trial < 2000; trial++) {
      double[] a = Adversary.gaussian(2, random);
      double[] b = trial == 0 ? a.clone() : Adversary.gaussian(2, random);
      Adversary.scale(a, delay.gap(RATE));
      Adversary.scale(b, residual.gap(RATE));
      worst = Math.max(worst, Adversary.norm(new double[] {a[0] + b[0], a[1] + b[1]}));
    }
    assertThat(delay.plus(residual).gap(RATE)).isCloseTo(worst, within(1e-9));
    ElasticConstant predicted = ElasticConstant.predictedQuorum(1, 4, SIGMA);
    assertThat(delay.plus(predicted).rateLimit()).isEqualTo(1 / 8.0);
    assertThat(delay.everyStep()).isTrue();
    assertThat(delay.plus(predicted).everyStep()).isFalse();
  }

  @Test
  void badNumbersAreRefusedByRuleNameAndValue() {
    assertThatThrownBy(() -> ElasticConstant.boundedDelay(-1, 4, M))
        .hasMessage("tau must be >= 0: tau=-1");
    assertThatThrownBy(() -> ElasticConstant.boundedDelay(1, 0, M))
        .hasMessage("workers must be >= 1: workers=0");
    assertThatThrownBy(() -> ElasticConstant.quorum(4, 4, M))
        .hasMessage("missing must be in [0, workers): missing=4 workers=4");
    assertThatThrownBy(() -> ElasticConstant.elasticScheduler(1.2, M))
        .hasMessage("beta must be in [0, 1]: beta=1.2");
    assertThatThrownBy(() -> ElasticConstant.errorFeedback(1, M))
        .hasMessage("gamma must be in [0, 1): gamma=1.0");
    assertThatThrownBy(() -> ElasticConstant.delayedUpdates(1, Double.NaN))
        .hasMessage("moment must be >= 0 and finite: moment=NaN");
    assertThatThrownBy(() -> Contraction.topK(0, 4))
        .hasMessage("kept must be in [1, dimension]: kept=0 dimension=4");
  }
}
