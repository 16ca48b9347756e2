// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class AdaGradTest {
  @Test
  void usageExample() {
    Optimizer adagrad = AdaGrad.of(0.1);
    float[] block = new float[4];
    adagrad.update(block, 2, 3f, adagrad.rate(0));
    // the first step has the size of the rate, whatever the gradient
    assertThat(block).usingComparatorWithPrecision(1e-6f).containsExactly(0f, 0f, -0.1f, 9f);
    assertThat(adagrad.weight(block, 2)).isEqualTo(block[2]);
    assertThat(adagrad.stride()).isEqualTo(2);
    assertThat(adagrad.additive()).isTrue();
  }

  @Test
  void followsItsFormulaOverManySteps() {
    Optimizer adagrad = Optimizers.parse("adagrad:rate=0.2,epsilon=0.01,l1=0.05,l2=0.1");
    Random random = new Random(2);
    float[] block = new float[2];
    double w = 0;
    double n = 0;
    for (int step = 0; step < 500; step++) {
      float gradient = (float) random.nextGaussian();
      adagrad.update(block, 0, gradient, adagrad.rate(step));
      n += (double) gradient * gradient;
      double rate = 0.2 / (Math.sqrt(n) + 0.01);
      w -= rate * gradient;
      w = Math.signum(w) * Math.max(0, Math.abs(w) - rate * 0.05) / (1 + rate * 0.1);
      assertThat((double) block[0]).isCloseTo(w, within(1e-4));
      assertThat((double) block[1]).isCloseTo(n, within(1e-4 * (1 + n)));
    }
  }

  @Test
  void gradientOfZeroLeavesFreshCoordinateAlone() {
    Optimizer adagrad = Optimizers.parse("adagrad:rate=0.1,epsilon=0");
    float[] block = new float[2];
    adagrad.update(block, 0, 0f, 0.1f);
    assertThat(block).containsExactly(0f, 0f);
  }

  @Test
  void sumOfSquaresBelowZeroCountsAsZero() {
    Optimizer adagrad = AdaGrad.of(0.1);
    float[] block = {0f, -1e-3f};
    adagrad.update(block, 0, 2f, 0.1f);
    assertThat(block).usingComparatorWithPrecision(1e-6f).containsExactly(-0.1f, 4f);
  }
}
