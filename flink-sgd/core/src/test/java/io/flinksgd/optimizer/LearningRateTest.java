// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class LearningRateTest {
  @Test
  void usageExample() {
    Optimizer optimizer = Optimizers.parse("sgd:rate=0.5,warm-up=10");
    assertThat(optimizer.rate(0)).isCloseTo(0.05f, within(1e-7f));
    assertThat(optimizer.rate(4)).isCloseTo(0.25f, within(1e-7f));
    assertThat(optimizer.rate(9)).isEqualTo(0.5f);
    assertThat(optimizer.rate(Long.MAX_VALUE - 1)).isEqualTo(0.5f);
  }

  private static LearningRate falling(float rate, RateDecay decay) {
    return new LearningRate(rate, decay, 0);
  }

  @Test
  void powerFallsFromItsScaleOn() {
    LearningRate rate = falling(0.4f, new RateDecay.Power(0.5f, 1000));
    assertThat(rate.at(0)).isEqualTo(0.4f);
    assertThat(rate.at(3000)).isCloseTo(0.2f, within(1e-6f));
    assertThat(rate.at(99_000)).isCloseTo(0.04f, within(1e-6f));
  }

  @Test
  void exponentialHalvesDownToItsFloor() {
    LearningRate rate = falling(0.8f, new RateDecay.Exponential(100, 0.1f));
    assertThat(rate.at(0)).isEqualTo(0.8f);
    assertThat(rate.at(100)).isCloseTo(0.4f, within(1e-6f));
    assertThat(rate.at(200)).isCloseTo(0.2f, within(1e-6f));
    assertThat(rate.at(1_000_000_000_000L)).isEqualTo(0.1f);
  }

  @Test
  void stepsFallAllAtOnce() {
    LearningRate rate = falling(0.8f, new RateDecay.Steps(100, 0.5f));
    assertThat(rate.at(0)).isEqualTo(0.8f);
    assertThat(rate.at(99)).isEqualTo(0.8f);
    assertThat(rate.at(100)).isEqualTo(0.4f);
    assertThat(rate.at(250)).isCloseTo(0.2f, within(1e-6f));
  }

  @Test
  void cosineEndsAtItsFloor() {
    LearningRate rate = falling(0.5f, new RateDecay.Cosine(100, 0.1f));
    assertThat(rate.at(0)).isEqualTo(0.5f);
    assertThat(rate.at(50)).isCloseTo(0.3f, within(1e-6f));
    assertThat(rate.at(100)).isCloseTo(0.1f, within(1e-6f));
    assertThat(rate.at(1000)).isCloseTo(0.1f, within(1e-6f));
  }

  @Test
  void everyDecayHasAText() {
    Map<String, RateDecay> decays =
        Map.of(
            "constant", new RateDecay.Constant(),
            "power,power=2,scale=3", new RateDecay.Power(2, 3),
            "exponential,half-life=4,floor=5", new RateDecay.Exponential(4, 5),
            "step,every=6,factor=7", new RateDecay.Steps(6, 7),
            "cosine,length=8,floor=9", new RateDecay.Cosine(8, 9));
    decays.forEach(
        (text, decay) -> {
          Optimizer optimizer = Optimizers.parse("adam:rate=0.5,warm-up=10,decay=" + text);
          LearningRate rate = new LearningRate(0.5f, decay, 10);
          for (long examples : new long[] {0, 5, 1000}) {
            assertThat(optimizer.rate(examples)).as(text).isEqualTo(rate.at(examples));
          }
        });
  }
}
