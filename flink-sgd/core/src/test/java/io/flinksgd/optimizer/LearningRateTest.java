// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class LearningRateTest {
  @Test
  void usageExample() {
    LearningRate rate = new LearningRate.WarmUp(10, new LearningRate.Constant(0.5f));
    assertThat(rate.at(0)).isCloseTo(0.05f, within(1e-7f));
    assertThat(rate.at(4)).isCloseTo(0.25f, within(1e-7f));
    assertThat(rate.at(9)).isEqualTo(0.5f);
    assertThat(rate.at(Long.MAX_VALUE - 1)).isEqualTo(0.5f);
  }

  @Test
  void powerFallsFromItsScaleOn() {
    LearningRate rate = new LearningRate.Power(0.4f, 0.5f, 1000);
    assertThat(rate.at(0)).isEqualTo(0.4f);
    assertThat(rate.at(3000)).isCloseTo(0.2f, within(1e-6f));
    assertThat(rate.at(99_000)).isCloseTo(0.04f, within(1e-6f));
  }

  @Test
  void exponentialHalvesDownToItsFloor() {
    LearningRate rate = new LearningRate.Exponential(0.8f, 100, 0.1f);
    assertThat(rate.at(0)).isEqualTo(0.8f);
    assertThat(rate.at(100)).isCloseTo(0.4f, within(1e-6f));
    assertThat(rate.at(200)).isCloseTo(0.2f, within(1e-6f));
    assertThat(rate.at(1_000_000_000_000L)).isEqualTo(0.1f);
  }

  @Test
  void staircaseFallsAtItsSteps() {
    LearningRate rate = new LearningRate.Staircase(0.8f, 100, 0.5f);
    assertThat(rate.at(0)).isEqualTo(0.8f);
    assertThat(rate.at(99)).isEqualTo(0.8f);
    assertThat(rate.at(100)).isEqualTo(0.4f);
    assertThat(rate.at(250)).isCloseTo(0.2f, within(1e-6f));
  }

  @Test
  void cosineEndsAtItsFloor() {
    LearningRate rate = new LearningRate.Cosine(0.5f, 100, 0.1f);
    assertThat(rate.at(0)).isEqualTo(0.5f);
    assertThat(rate.at(50)).isCloseTo(0.3f, within(1e-6f));
    assertThat(rate.at(100)).isCloseTo(0.1f, within(1e-6f));
    assertThat(rate.at(1000)).isCloseTo(0.1f, within(1e-6f));
  }

  @Test
  void refusesNumbersWithoutMeaning() {
    refused(() -> new LearningRate.Constant(0), "rate must be > 0 and finite: rate=0.0");
    refused(() -> new LearningRate.Power(1, -1, 1), "power must be > 0 and finite: power=-1.0");
    refused(
        () -> new LearningRate.Power(1, 1, Float.NaN), "scale must be > 0 and finite: scale=NaN");
    refused(
        () -> new LearningRate.Exponential(1, 0, 0),
        "half-life must be > 0 and finite: half-life=0.0");
    refused(
        () -> new LearningRate.Exponential(1, 1, -0.1f),
        "floor must be >= 0 and finite: floor=-0.1");
    refused(
        () -> new LearningRate.WarmUp(-1, new LearningRate.Constant(1)),
        "warm-up must be > 0 and finite: warm-up=-1.0");
  }

  private static void refused(Runnable creation, String message) {
    assertThatThrownBy(creation::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
