// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.Threshold.Unit;
import org.junit.jupiter.api.Test;

/** Two workers and a bound of 8: each has 4. */
final class MassBudgetTest {
  private static MassBudget budget(int servers) {
    return new MassBudget(new Threshold(8, 0, Unit.PARAMETERS, 2), servers);
  }

  @Test
  void usageExample() {
    MassBudget budget = budget(1);
    assertThat(budget.permits(1)).isTrue();
    assertThat(budget.clip()).as("nothing is known of masses yet").isEqualTo(4);
    budget.pushed(1);
    assertThat(budget.uncovered()).as("not weighed yet").isEqualTo(4);
    assertThat(budget.permits(1)).isFalse();
    budget.hear(0, new ServerProgress(new AppliedPush(1, 10, 1), 9, new Share(0, 2, 2)));
    assertThat(budget.uncovered()).isEqualTo(1);
    assertThat(budget.countsSteps()).isFalse();
    assertThat(budget.permits(1)).as("1, and 1 more as of late, of 4").isTrue();
    assertThat(budget.clip()).as("twice as of late").isEqualTo(2);
    budget.pushed(2);
    assertThat(budget.permits(1)).as("3, and 1 more").isTrue();
    assertThat(budget.clip()).as("what is left").isEqualTo(1);
    budget.hear(0, new ServerProgress(new AppliedPush(2, 11, 4), 10, new Share(0, 2, 2)));
    assertThat(budget.uncovered()).as("the first is covered, the second weighs 2").isEqualTo(2);
    assertThat(budget.permits(1)).as("2, and 2 more").isTrue();
    budget.pushed(3);
    assertThat(budget.permits(1)).isFalse();
    budget.hear(0, new ServerProgress(new AppliedPush(3, 12, 1), 12, new Share(0, 2, 2)));
    assertThat(budget.uncovered()).isZero();
    assertThat(budget.settled()).isTrue();
  }

  @Test
  void aStepMayNeverWeighMoreThanTheClip() {
    MassBudget budget = new MassBudget(new Threshold(8, 0.5, Unit.PARAMETERS, 2), 1);
    assertThat(budget.clip()).isEqualTo(0.5);
  }

  @Test
  void theMassOfAPushIsTheNormOverAllServers() {
    MassBudget budget = budget(2);
    budget.pushed(1);
    budget.hear(0, new ServerProgress(new AppliedPush(1, 1, 0.09), 0, new Share(0, 2, 2)));
    assertThat(budget.uncovered()).isEqualTo(4);
    budget.hear(0, new ServerProgress(new AppliedPush(1, 1, 0.09), 0, new Share(0, 2, 2)));
    assertThat(budget.uncovered()).as("the same answer twice").isEqualTo(4);
    budget.hear(1, new ServerProgress(new AppliedPush(1, 1, 0.16), 0, new Share(0, 2, 2)));
    assertThat(budget.uncovered()).isEqualTo(0.5);
  }

  @Test
  void aPushThatNoAnswerWeighedCountsInFullUntilItIsCovered() {
    MassBudget budget = budget(1);
    budget.pushed(1);
    budget.hear(0, new ServerProgress(new AppliedPush(0, 0, 0), 0, new Share(0, 2, 2)));
    budget.pushed(2);
    budget.hear(0, new ServerProgress(new AppliedPush(2, 2, 0), 0, new Share(0, 2, 2)));
    assertThat(budget.uncovered()).isEqualTo(4);
    budget.hear(0, new ServerProgress(new AppliedPush(2, 2, 0), 2, new Share(0, 2, 2)));
    assertThat(budget.uncovered()).isZero();
  }

  @Test
  void theShareIsThatOfTheMostCautiousServer() {
    MassBudget budget = budget(2);
    budget.pushed(1);
    assertThat(budget.clip()).as("for a guest").isEqualTo(4);
    budget.hear(0, new ServerProgress(new AppliedPush(0, 0, 0), 0, new Share(1, 4, 4)));
    assertThat(budget.withinShare()).isFalse();
    budget.hear(0, new ServerProgress(new AppliedPush(0, 0, 0), 0, new Share(2, 1, 1)));
    assertThat(budget.withinShare()).as("the other server still says 2").isTrue();
    assertThat(budget.permits(1)).as("there is nothing left").isFalse();
    budget.hear(1, new ServerProgress(new AppliedPush(0, 0, 0), 0, new Share(2, 4, 4)));
    assertThat(budget.withinShare()).isFalse();
    assertThat(budget.permits(1)).isFalse();
  }

  @Test
  void aBoundInGradientNormsFollowsTheLearningRate() {
    MassBudget budget = new MassBudget(new Threshold(8, 2, Unit.GRADIENT_NORMS, 2), 1);
    assertThat(budget.permits(0.5f)).isTrue();
    assertThat(budget.bound()).isEqualTo(4);
    assertThat(budget.clip()).isEqualTo(1);
    budget.pushed(1);
    assertThat(budget.permits(0.5f)).as("1 is uncovered, of a share of 2").isTrue();
    assertThat(budget.permits(0.125f)).as("1 is uncovered, of a share of a half").isFalse();
  }

  @Test
  void withoutAClipAStepIsExpectedToWeighWhatTheLargestOfLateDid() {
    MassBudget budget =
        new MassBudget(new Threshold(8, Double.POSITIVE_INFINITY, Unit.PARAMETERS, 2), 1);
    assertThat(budget.clip()).isInfinite();
    budget.pushed(1);
    budget.hear(0, new ServerProgress(new AppliedPush(1, 1, 9), 0, new Share(0, 2, 2)));
    assertThat(budget.uncovered()).isEqualTo(3);
    assertThat(budget.permits(1)).as("3 and 3 more, of 4").isFalse();
    budget.hear(0, new ServerProgress(new AppliedPush(1, 1, 9), 1, new Share(0, 2, 2)));
    budget.pushed(2);
    assertThat(budget.uncovered()).as("not weighed yet").isEqualTo(3);
    budget.hear(0, new ServerProgress(new AppliedPush(2, 2, 0.01), 1, new Share(0, 2, 2)));
    assertThat(budget.permits(1)).as("0.1 and 2.97 more").isTrue();
  }
}
