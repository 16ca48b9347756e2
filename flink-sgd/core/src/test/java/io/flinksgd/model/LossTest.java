// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LossTest {
  private static final List<Loss> LOSSES =
      List.of(new Loss.Logistic(), new Loss.Squared(), new Loss.Huber(0.5f));

  @Test
  void usageExample() {
    Loss loss = new Loss.Logistic();
    float score = loss.score(0f);
    assertThat(score).isEqualTo(0.5f);
    assertThat(loss.derivative(score, 1f)).isEqualTo(-0.5f);
    assertThat(loss.loss(0, 1)).isCloseTo(Math.log(2), within(1e-12));
  }

  static Stream<Loss> losses() {
    return Stream.of(
        new Loss.Logistic(), new Loss.Squared(), new Loss.Huber(0.7f), new Loss.Huber(3f));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void derivativeIsTheSlopeOfTheLoss(Loss loss) {
    double h = 1e-5;
    for (float label : new float[] {0f, 1f}) {
      for (float margin = -5.05f; margin < 5; margin += 0.1f) {
        double slope = (loss.loss(margin + h, label) - loss.loss(margin - h, label)) / (2 * h);
        assertThat((double) loss.derivative(loss.score(margin), label))
            .as("margin=%s label=%s", margin, label)
            .isCloseTo(slope, within(2e-5));
      }
    }
  }

  @Test
  void logisticLossStaysFiniteAtLargeMargins() {
    Loss loss = new Loss.Logistic();
    assertThat(loss.loss(1000, 1)).isZero();
    assertThat(loss.loss(1000, 0)).isEqualTo(1000);
    assertThat(loss.loss(-1000, 1)).isEqualTo(1000);
    assertThat(loss.score(1000)).isEqualTo(1f);
    assertThat(loss.score(-1000)).isZero();
  }

  @Test
  void huberIsSquaredInsideAndLinearOutside() {
    Loss huber = new Loss.Huber(2f);
    assertThat(huber.loss(1, 0)).isEqualTo(0.5);
    assertThat(huber.loss(2, 0)).isEqualTo(2);
    assertThat(huber.loss(5, 0)).isEqualTo(2 * (5 - 1));
    assertThat(huber.derivative(5, 0)).isEqualTo(2f);
    assertThat(huber.derivative(-5, 0)).isEqualTo(-2f);
    assertThatThrownBy(() -> new Loss.Huber(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("delta must be > 0 and finite: delta=0.0");
  }

  /** By small steps of the flow that it is the end of. */
  @Test
  void theMoveIsTheEndOfTheGradientFlow() {
    Random random = new Random(1);
    for (int i = 0; i < 400; i++) {
      float margin = (float) (3 * random.nextGaussian());
      double reach = Math.pow(10, 5 * random.nextDouble() - 3);
      for (Loss loss : LOSSES) {
        float label = random.nextInt(2);
        double m = margin;
        int steps = 20_000;
        for (int k = 0; k < steps; k++) {
          double half = m - reach / steps / 2 * slope(loss, m, label);
          m -= reach / steps * slope(loss, half, label);
        }
        double move = loss.move(margin, loss.raise(margin), label, reach);
        assertThat(move)
            .as("%s margin=%s label=%s reach=%s", loss, margin, label, reach)
            .isCloseTo(m - margin, within(4e-4 * Math.abs(m - margin) + 1e-6));
      }
    }
  }

  private static double slope(Loss loss, double margin, double label) {
    double h = 1e-6;
    return (loss.loss(margin + h, label) - loss.loss(margin - h, label)) / (2 * h);
  }

  @Test
  void twoMovesAreOneOfTheSum() {
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      float margin = (float) (5 * random.nextGaussian());
      double reach = Math.pow(10, 8 * random.nextDouble() - 4);
      double part = random.nextDouble() * reach;
      for (Loss loss : LOSSES) {
        float label = random.nextInt(2);
        double whole = loss.move(margin, loss.raise(margin), label, reach);
        float between = (float) (margin + loss.move(margin, loss.raise(margin), label, part));
        double end = between + loss.move(between, loss.raise(between), label, reach - part);
        assertThat(end - margin)
            .as("%s margin=%s label=%s reach=%s", loss, margin, label, reach)
            .isCloseTo(whole, within(1e-3 * Math.abs(whole) + 1e-5));
      }
    }
  }

  @Test
  void movesFromFarAwayAreFinite() {
    for (Loss loss : LOSSES) {
      for (float margin : new float[] {0, 1e3f, -1e3f, 1e10f, -1e10f, 1e30f, -1e30f}) {
        for (double reach : new double[] {0, 1e-30, 1, 1e10, 1e38, 1e100}) {
          for (float label : new float[] {0, 1}) {
            double move = loss.move(margin, loss.raise(margin), label, reach);
            assertThat(move).as("%s %s %s %s", loss, margin, reach, label).isFinite();
            if (label == 1 && loss instanceof Loss.Logistic) {
              assertThat(move).isNotNegative();
            }
          }
        }
      }
      assertThat(loss.move(0f, loss.raise(0f), 1f, Double.POSITIVE_INFINITY)).isNaN();
    }
  }
}
