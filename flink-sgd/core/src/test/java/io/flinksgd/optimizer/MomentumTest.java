// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class MomentumTest {
  @Test
  void usageExample() {
    Optimizer momentum = Momentum.of(0.1, 0.5);
    float[] block = {1f, 0f};
    momentum.update(block, 0, 2f, momentum.rate(0));
    assertThat(block).usingComparatorWithPrecision(1e-6f).containsExactly(0.8f, 2f);
    momentum.update(block, 0, 0f, momentum.rate(0));
    assertThat(block).usingComparatorWithPrecision(1e-6f).containsExactly(0.7f, 1f);
    assertThat(momentum.stride()).isEqualTo(2);
    assertThat(momentum.additive()).isFalse();
  }

  @Test
  void itsNextChangeFollowsFromTheLastOne() {
    for (String name : new String[] {"momentum", "nesterov"}) {
      Optimizer optimizer = Optimizers.parse(name + ":rate=0.1,momentum=0.5");
      float[] block = {1f, 0f};
      optimizer.update(block, 0, 2f, 0.1f);
      float before = block[0];
      optimizer.update(block, 0, 2f, 0.1f);
      float last = block[0] - before;
      float expected = optimizer.predictedChange(last, 2f, 0.1f);
      before = block[0];
      optimizer.update(block, 0, 2f, 0.1f);
      assertThat(expected).as(name).isCloseTo(block[0] - before, within(1e-6f));
    }
    assertThat(Sgd.of(0.1).predictedChange(9f, 2f, 0.1f)).isEqualTo(-0.2f);
  }

  @Test
  void nesterovLooksAhead() {
    Optimizer nesterov = Optimizers.parse("nesterov:rate=0.1,momentum=0.5");
    float[] block = {1f, 0f};
    nesterov.update(block, 0, 2f, nesterov.rate(0));
    // 1 - 0.1 (2 + 0.5 * 2)
    assertThat(block).usingComparatorWithPrecision(1e-6f).containsExactly(0.7f, 2f);
  }

  @Test
  void followsItsFormulaOverManySteps() {
    for (boolean nesterov : new boolean[] {false, true}) {
      Optimizer optimizer =
          Optimizers.parse(
              (nesterov ? "nesterov" : "momentum")
                  + ":rate=0.05,momentum=0.9,weight-decay=0.01,decay=step,every=100,factor=0.5");
      Random random = new Random(4);
      float[] block = new float[2];
      optimizer.start(block, 0, 0.5f);
      double w = 0.5;
      double v = 0;
      for (int step = 0; step < 300; step++) {
        float gradient = (float) random.nextGaussian();
        optimizer.update(block, 0, gradient, optimizer.rate(step));
        double g = gradient + 0.01 * w;
        v = 0.9 * v + g;
        double rate = 0.05 * (step < 100 ? 1 : step < 200 ? 0.5 : 0.25);
        w -= rate * (nesterov ? g + 0.9 * v : v);
        assertThat((double) optimizer.weight(block, 0)).isCloseTo(w, within(1e-4));
      }
    }
  }

  @Test
  void refusesNumbersWithoutMeaning() {
    assertThatThrownBy(() -> Momentum.of(0.1, 1))
        .hasMessage("momentum must be >= 0 and < 1: momentum=1.0");
    assertThatThrownBy(() -> Optimizers.parse("momentum:weight-decay=-1"))
        .hasMessage(
            "weight-decay must be >= 0 and finite: weight-decay=-1.0,"
                + " optimizer=momentum:weight-decay=-1");
  }
}
