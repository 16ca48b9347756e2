package io.flinksgd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LossTest {
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
}
