// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OwnCoordinatesTest {
  private final int[] predicted = {1, 1, 1};
  private final float[] score = {0.25f, -0.125f, 0};
  private final double[] weight = {moved(0), moved(1), moved(2)};

  @Test
  void usageExample() {
    assertThat(OwnCoordinates.faults(3, predicted, score, c -> weight[c])).isEmpty();
  }

  @Test
  void aRecordThatIsLearnedTwiceOrNeverIsFound() {
    weight[0] += OwnCoordinates.RATE * (OwnCoordinates.label(0) - score[0] - weight[0]);
    weight[2] = 0;
    assertThat(OwnCoordinates.faults(3, predicted, score, c -> weight[c]))
        .containsExactly(
            "record 0 was learned from 1.875 times", "record 2 was learned from 0.000 times");
  }

  @Test
  void soIsOneThatIsPredictedTwiceOrNever() {
    predicted[0] = 2;
    predicted[1] = 0;
    assertThat(OwnCoordinates.faults(3, predicted, score, c -> weight[c]))
        .containsExactly("record 0 was predicted 2 times", "record 1 was predicted 0 times");
  }

  private double moved(int record) {
    return OwnCoordinates.RATE * (OwnCoordinates.label(record) - score[record]);
  }
}
