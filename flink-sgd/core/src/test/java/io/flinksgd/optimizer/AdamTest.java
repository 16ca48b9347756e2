// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class AdamTest {
  @Test
  void usageExample() {
    Optimizer adam = Adam.of(0.1);
    float[] block = new float[5];
    adam.update(block, 0, 3f, adam.rate(0));
    // the first step has the size of the rate, whatever the gradient
    assertThat(adam.weight(block, 0)).isCloseTo(-0.1f, within(1e-6f));
    assertThat(adam.stride()).isEqualTo(5);
    assertThat(adam.additive()).isFalse();
  }

  @Test
  void followsItsFormulaOverManySteps() {
    Optimizer adam =
        Optimizers.parse("adam:rate=0.01,beta1=0.8,beta2=0.95,epsilon=1e-4,weight-decay=0.1");
    Random random = new Random(6);
    float[] block = new float[10];
    adam.start(block, 5, -1f);
    double w = -1;
    double m = 0;
    double v = 0;
    for (int step = 1; step <= 500; step++) {
      float g = (float) (random.nextGaussian() + 0.3);
      adam.update(block, 5, g, adam.rate(step));
      m = 0.8 * m + 0.2 * g;
      v = 0.95 * v + 0.05 * g * g;
      double first = m / (1 - Math.pow(0.8, step));
      double second = v / (1 - Math.pow(0.95, step));
      w -= 0.01 * (first / (Math.sqrt(second) + 1e-4) + 0.1 * w);
      assertThat((double) adam.weight(block, 5)).isCloseTo(w, within(1e-4));
    }
  }

  @Test
  void refusesNumbersWithoutMeaning() {
    assertThatThrownBy(() -> Optimizers.parse("adam:beta2=1"))
        .hasMessage("beta2 must be >= 0 and < 1: beta2=1.0, optimizer=adam:beta2=1");
    assertThatThrownBy(() -> Optimizers.parse("adam:epsilon=0"))
        .hasMessage("epsilon must be > 0 and finite: epsilon=0.0, optimizer=adam:epsilon=0");
  }
}
