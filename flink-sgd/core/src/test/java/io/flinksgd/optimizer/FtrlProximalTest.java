// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class FtrlProximalTest {
  /**
   * McMahan et al., KDD 2013, algorithm 1, for one coordinate in double precision, with the
   * proximal step of L2.
   */
  private static final class Reference {
    private final double alpha;
    private final double beta;
    private final double l1;
    private final double l2;
    private double z;
    private double n;

    Reference(double alpha, double beta, double l1, double l2) {
      this.alpha = alpha;
      this.beta = beta;
      this.l1 = l1;
      this.l2 = l2;
    }

    double weight() {
      if (Math.abs(z) <= l1) {
        return 0;
      }
      return -1 / ((beta + Math.sqrt(n)) / alpha + l2) * (z - Math.signum(z) * l1);
    }

    void update(double g) {
      double w = weight();
      double sigma = (Math.sqrt(n + g * g) - Math.sqrt(n)) / alpha;
      z += g - sigma * w;
      n += g * g;
      double s = (beta + Math.sqrt(n)) / alpha + l2;
      z -= Math.signum(z) * Math.max(0, Math.abs(z) - l1) * (1 - 1 / (1 + l2 / s / s));
    }
  }

  @Test
  void usageExample() {
    Optimizer ftrl = FtrlProximal.alpha(0.5);
    float[] block = new float[4];
    ftrl.update(block, 2, 2f, ftrl.rate(0));
    assertThat(block).containsExactly(0f, 0f, 2f, 4f);
    assertThat(ftrl.weight(block, 2)).isCloseTo(-2f / ((1 + 2) / 0.5f), within(1e-6f));
    assertThat(ftrl.weight(block, 0)).isZero();
    assertThat(ftrl.stride()).isEqualTo(2);
    assertThat(ftrl.additive()).isTrue();
  }

  @Test
  void followsAlgorithmOneOverManySteps() {
    double[][] shapes = {{0.1, 1, 0, 0}, {0.5, 0.5, 0.3, 0.2}, {1, 0, 2, 1}, {0.05, 2, 0, 3}};
    for (double[] shape : shapes) {
      String text =
          "ftrl:alpha=%s,beta=%s,l1=%s,l2=%s".formatted(shape[0], shape[1], shape[2], shape[3]);
      Optimizer ftrl = Optimizers.parse(text);
      Reference reference = new Reference(shape[0], shape[1], shape[2], shape[3]);
      Random random = new Random(3);
      float[] block = new float[2];
      for (int step = 0; step < 500; step++) {
        float gradient = (float) (random.nextGaussian() + 0.2);
        ftrl.update(block, 0, gradient, ftrl.rate(step));
        reference.update(gradient);
        assertThat((double) ftrl.weight(block, 0))
            .as(text + " step=" + step)
            .isCloseTo(reference.weight(), within(1e-4 * (1 + Math.abs(reference.weight()))));
      }
    }
  }

  @Test
  void withoutPenaltiesTheWeightMovesAsThoughThereWereNone() {
    Optimizer penalising = Optimizers.parse("ftrl:alpha=0.5,beta=1,l1=0.3,l2=2");
    Optimizer plain = Optimizers.parse("ftrl:alpha=0.5,beta=1");
    Random random = new Random(4);
    float[] one = new float[2];
    float[] two = new float[2];
    for (int step = 0; step < 500; step++) {
      float gradient = (float) (random.nextGaussian() + 0.1);
      penalising.updateUnpenalised(one, 0, gradient, 0.5f);
      plain.update(two, 0, gradient, 0.5f);
      assertThat(penalising.weight(one, 0)).isCloseTo(plain.weight(two, 0), within(1e-4f));
    }
  }

  @Test
  void weightIsExactlyZeroUpToL1() {
    Optimizer ftrl = Optimizers.parse("ftrl:alpha=1,l1=2");
    assertThat(ftrl.weight(new float[] {2f, 4f}, 0)).isZero();
    assertThat(ftrl.weight(new float[] {-2f, 4f}, 0)).isZero();
    float weight = 0.5f / (1 + 2);
    assertThat(ftrl.weight(new float[] {2.5f, 4f}, 0)).isCloseTo(-weight, within(1e-6f));
    assertThat(ftrl.weight(new float[] {-2.5f, 4f}, 0)).isCloseTo(weight, within(1e-6f));
  }

  @Test
  void stateThatRoundedBelowZeroStaysFinite() {
    for (String text : new String[] {"ftrl:1", "ftrl:alpha=1,beta=0"}) {
      Optimizer ftrl = Optimizers.parse(text);
      float[] block = {1f, -1e-6f};
      assertThat(ftrl.weight(block, 0)).as(text).isFinite();
      ftrl.update(block, 0, 1e-30f, 1f);
      assertThat(block[0]).as(text).isFinite();
      assertThat(block[1]).as(text).isFinite();
    }
  }

  @Test
  void beginsWithTheWeightThatItIsGiven() {
    Optimizer ftrl = Optimizers.parse("ftrl:alpha=0.5,l1=0.1,l2=0.2");
    float[] block = new float[2];
    for (float weight : new float[] {0.3f, -0.7f, 0f}) {
      ftrl.start(block, 0, weight);
      assertThat(ftrl.weight(block, 0)).isCloseTo(weight, within(1e-6f));
    }
    Optimizer untied = Optimizers.parse("ftrl:alpha=1,beta=0");
    assertThatThrownBy(() -> untied.start(block, 0, 1f))
        .hasMessage("beta or l2 must be > 0 to begin with weights: optimizer=ftrl:alpha=1,beta=0");
  }
}
