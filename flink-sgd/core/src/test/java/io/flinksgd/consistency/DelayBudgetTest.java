// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DelayBudgetTest {
  @Test
  void usageExample() {
    DelayBudget budget = new DelayBudget(2, 1);
    assertThat(budget.permits(1)).isTrue();
    budget.pushed(1);
    assertThat(budget.permits(1)).isTrue();
    budget.pushed(2);
    assertThat(budget.uncovered()).isEqualTo(2);
    assertThat(budget.countsSteps()).isTrue();
    assertThat(budget.permits(1)).isFalse();
    hear(budget, 0, 1, 10, 0);
    assertThat(budget.permits(1)).isFalse();
    watermark(budget, 0, 10);
    assertThat(budget.uncovered()).isEqualTo(1);
    assertThat(budget.permits(1)).isTrue();
  }

  @Test
  void aStepIsAlwaysPermittedWhenNothingIsUncovered() {
    DelayBudget budget = new DelayBudget(1, 1);
    assertThat(budget.permits(1)).isTrue();
    budget.pushed(1);
    assertThat(budget.permits(1)).isFalse();
    hear(budget, 0, 1, 1, 0);
    watermark(budget, 0, 1);
    assertThat(budget.permits(1)).isTrue();
  }

  @Test
  void whatOneServerHasNotCoveredCounts() {
    DelayBudget budget = new DelayBudget(1, 3);
    budget.pushed(1);
    for (int server = 0; server < 3; server++) {
      assertThat(budget.permits(1)).isFalse();
      hear(budget, server, 1, 4 + server, 0);
      hear(budget, server, 1, 4 + server, 4 + server);
    }
    assertThat(budget.permits(1)).isTrue();
  }

  @Test
  void aWatermarkBelowTheVersionOfThePushCoversNothing() {
    DelayBudget budget = new DelayBudget(2, 1);
    budget.pushed(1);
    hear(budget, 0, 1, 5, 0);
    budget.pushed(2);
    watermark(budget, 0, 4);
    assertThat(budget.uncovered()).isEqualTo(2);
    hear(budget, 0, 2, 6, 0);
    watermark(budget, 0, 5);
    assertThat(budget.uncovered()).isEqualTo(1);
    watermark(budget, 0, 6);
    assertThat(budget.uncovered()).isZero();
  }

  @Test
  void theSameAnswerTwiceChangesNothing() {
    DelayBudget budget = new DelayBudget(2, 1);
    budget.pushed(1);
    hear(budget, 0, 1, 5, 0);
    hear(budget, 0, 1, 5, 0);
    watermark(budget, 0, 5);
    hear(budget, 0, 1, 5, 0);
    watermark(budget, 0, 5);
    assertThat(budget.uncovered()).isZero();
    budget.pushed(2);
    assertThat(budget.uncovered()).isEqualTo(1);
    watermark(budget, 0, 9);
    assertThat(budget.uncovered()).isEqualTo(1);
  }

  @Test
  void anAnswerMayReportSeveralPushesAtOnce() {
    DelayBudget budget = new DelayBudget(4, 1);
    for (long id = 1; id <= 4; id++) {
      budget.pushed(id);
    }
    hear(budget, 0, 3, 12, 0);
    watermark(budget, 0, 11);
    assertThat(budget.uncovered()).isEqualTo(4);
    watermark(budget, 0, 12);
    assertThat(budget.uncovered()).isEqualTo(1);
  }

  private static void hear(DelayBudget budget, int server, long id, long version, long watermark) {
    budget.hear(
        server,
        new ServerProgress(
            new AppliedPush(id, version, Double.NaN), watermark, new Share(0, 1, 1)));
  }

  /** An answer in which nothing of this worker is new. */
  private static void watermark(DelayBudget budget, int server, long watermark) {
    hear(budget, server, 0, 0, watermark);
  }
}
