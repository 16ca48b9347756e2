package io.flinksgd.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BudgetTest {
  @Test
  void usageExample() {
    Budget budget = new Budget(2, 1);
    assertThat(budget.permits()).isTrue();
    budget.pushed(1);
    assertThat(budget.permits()).isTrue();
    budget.pushed(2);
    assertThat(budget.uncovered()).isEqualTo(2);
    assertThat(budget.permits()).isFalse();
    budget.applied(0, 1, 10);
    assertThat(budget.permits()).isFalse();
    budget.watermark(0, 10);
    assertThat(budget.uncovered()).isEqualTo(1);
    assertThat(budget.permits()).isTrue();
  }

  @Test
  void aStepIsAlwaysPermittedWhenNothingIsUncovered() {
    Budget budget = new Budget(1, 1);
    assertThat(budget.permits()).isTrue();
    budget.pushed(1);
    assertThat(budget.permits()).isFalse();
    budget.applied(0, 1, 1);
    budget.watermark(0, 1);
    assertThat(budget.permits()).isTrue();
  }

  @Test
  void whatOneServerHasNotCoveredCounts() {
    Budget budget = new Budget(1, 3);
    budget.pushed(1);
    for (int server = 0; server < 3; server++) {
      assertThat(budget.permits()).isFalse();
      budget.applied(server, 1, 4 + server);
      budget.watermark(server, 4 + server);
    }
    assertThat(budget.permits()).isTrue();
  }

  @Test
  void aWatermarkBelowTheVersionOfThePushCoversNothing() {
    Budget budget = new Budget(2, 1);
    budget.pushed(1);
    budget.applied(0, 1, 5);
    budget.pushed(2);
    budget.watermark(0, 4);
    assertThat(budget.uncovered()).isEqualTo(2);
    budget.applied(0, 2, 6);
    budget.watermark(0, 5);
    assertThat(budget.uncovered()).isEqualTo(1);
    budget.watermark(0, 6);
    assertThat(budget.uncovered()).isZero();
  }

  @Test
  void theSameAnswerTwiceChangesNothing() {
    Budget budget = new Budget(2, 1);
    budget.pushed(1);
    budget.applied(0, 1, 5);
    budget.applied(0, 1, 5);
    budget.watermark(0, 5);
    budget.applied(0, 1, 5);
    budget.watermark(0, 5);
    assertThat(budget.uncovered()).isZero();
    budget.pushed(2);
    assertThat(budget.uncovered()).isEqualTo(1);
    budget.watermark(0, 9);
    assertThat(budget.uncovered()).isEqualTo(1);
  }

  @Test
  void anAnswerMayReportSeveralPushesAtOnce() {
    Budget budget = new Budget(4, 1);
    for (long id = 1; id <= 4; id++) {
      budget.pushed(id);
    }
    budget.applied(0, 3, 12);
    budget.watermark(0, 11);
    assertThat(budget.uncovered()).isEqualTo(4);
    budget.watermark(0, 12);
    assertThat(budget.uncovered()).isEqualTo(1);
  }
}
