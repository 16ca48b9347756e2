package io.flinksgd.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.Threshold.Unit;
import org.junit.jupiter.api.Test;

/** Two workers, a bound of 8: each has 4, and a step weighs at most 2. */
final class MassBudgetTest {
  private static MassBudget budget(int servers) {
    return new MassBudget(new Threshold(8, 2, Unit.PARAMETERS, 2), servers);
  }

  @Test
  void usageExample() {
    MassBudget budget = budget(1);
    assertThat(budget.permits(1)).isTrue();
    budget.pushed(1);
    assertThat(budget.uncovered()).as("not weighed yet").isEqualTo(2);
    budget.hear(0, new Clock(1, 10, 0.25, 9, 0, 2, 2));
    assertThat(budget.uncovered()).isEqualTo(0.5);
    budget.pushed(2);
    assertThat(budget.permits(1)).isFalse();
    budget.hear(0, new Clock(2, 11, 1, 10, 0, 2, 2));
    assertThat(budget.uncovered()).isEqualTo(1);
    assertThat(budget.permits(1)).isTrue();
    budget.hear(0, new Clock(2, 11, 1, 11, 0, 2, 2));
    assertThat(budget.uncovered()).isZero();
    assertThat(budget.settled()).isTrue();
  }

  @Test
  void theMassOfAPushIsTheNormOverAllServers() {
    MassBudget budget = budget(2);
    budget.pushed(1);
    budget.hear(0, new Clock(1, 1, 0.09, 0, 0, 2, 2));
    assertThat(budget.uncovered()).isEqualTo(2);
    budget.hear(0, new Clock(1, 1, 0.09, 0, 0, 2, 2));
    assertThat(budget.uncovered()).as("the same answer twice").isEqualTo(2);
    budget.hear(1, new Clock(1, 1, 0.16, 0, 0, 2, 2));
    assertThat(budget.uncovered()).isEqualTo(0.5);
  }

  @Test
  void aPushThatNoAnswerWeighedCountsInFullUntilItIsCovered() {
    MassBudget budget = budget(1);
    budget.pushed(1);
    budget.pushed(2);
    budget.hear(0, new Clock(2, 2, 0, 0, 0, 2, 2));
    assertThat(budget.uncovered()).isEqualTo(2);
    budget.hear(0, new Clock(2, 2, 0, 2, 0, 2, 2));
    assertThat(budget.uncovered()).isZero();
  }

  @Test
  void theShareIsThatOfTheMostCautiousServer() {
    MassBudget budget = budget(2);
    budget.pushed(1);
    budget.pushed(2);
    budget.pushed(3);
    assertThat(budget.fits()).isFalse();
    budget.hear(0, new Clock(0, 0, 0, 0, 1, 1, 2));
    assertThat(budget.fits()).isFalse();
    budget.hear(1, new Clock(0, 0, 0, 0, 1, 1, 2));
    assertThat(budget.fits()).isTrue();
    assertThat(budget.permits(1)).isTrue();
    budget.hear(1, new Clock(0, 0, 0, 0, 2, 2, 2));
    assertThat(budget.fits()).isFalse();
    assertThat(budget.permits(1)).isFalse();
  }

  @Test
  void aBoundInGradientNormsFollowsTheLearningRate() {
    MassBudget budget = new MassBudget(new Threshold(8, 2, Unit.GRADIENT_NORMS, 2), 1);
    assertThat(budget.permits(0.5f)).isTrue();
    assertThat(budget.bound()).isEqualTo(4);
    assertThat(budget.clip()).isEqualTo(1);
    budget.pushed(1);
    assertThat(budget.permits(0.5f)).isTrue();
    assertThat(budget.permits(0.25f)).as("1 is uncovered, of a share of 1").isFalse();
  }

  @Test
  void withoutAClipAStepIsExpectedToWeighWhatTheLargestOfLateDid() {
    MassBudget budget =
        new MassBudget(new Threshold(8, Double.POSITIVE_INFINITY, Unit.PARAMETERS, 2), 1);
    assertThat(budget.clip()).isInfinite();
    budget.pushed(1);
    budget.hear(0, new Clock(1, 1, 9, 0, 0, 2, 2));
    assertThat(budget.uncovered()).isEqualTo(3);
    assertThat(budget.permits(1)).as("3 and 3 more, of 4").isFalse();
    budget.hear(0, new Clock(1, 1, 9, 1, 0, 2, 2));
    budget.pushed(2);
    assertThat(budget.uncovered()).as("not weighed yet").isEqualTo(3);
    budget.hear(0, new Clock(2, 2, 0.01, 1, 0, 2, 2));
    assertThat(budget.permits(1)).as("0.1 and 2.97 more").isTrue();
  }
}
