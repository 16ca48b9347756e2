// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class SgdTest {
  @Test
  void usageExample() {
    Optimizer sgd = Sgd.of(0.5);
    float[] block = {1f, 2f};
    sgd.update(block, 1, 3f, sgd.rate(0));
    assertThat(block).containsExactly(1f, 0.5f);
    assertThat(sgd.weight(block, 1)).isEqualTo(0.5f);
    assertThat(sgd.stride()).isEqualTo(1);
    assertThat(sgd.additive()).isTrue();
  }

  @Test
  void l2PullsTheWeightTowardsZero() {
    Optimizer sgd = Optimizers.parse("sgd:rate=0.1,l2=0.5");
    float[] block = {2f};
    sgd.update(block, 0, 1f, 0.1f);
    assertThat(block[0]).isCloseTo((float) ((2 - 0.1 * 1) / (1 + 0.1 * 0.5)), within(1e-6f));
  }

  @Test
  void l1StopsAtZero() {
    Optimizer sgd = Optimizers.parse("sgd:rate=0.1,l1=1");
    float[] block = {0.35f, 0.05f, -0.05f, -0.35f};
    for (int c = 0; c < block.length; c++) {
      sgd.update(block, c, 0f, 0.1f);
    }
    assertThat(block).usingComparatorWithPrecision(1e-6f).containsExactly(0.25f, 0f, 0f, -0.25f);
  }
}
