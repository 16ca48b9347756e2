// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StateLimitsTest {
  private static final float MORE = Math.nextUp(StateLimits.LARGEST);

  @Test
  void usageExample() {
    StateLimits limits = new StateLimits(Optimizers.parse("adagrad"));
    float[] before = {0f, 1f, 2f, 3f};
    float[] after = {StateLimits.LARGEST, 1f, -StateLimits.LARGEST, 4f};
    assertThat(limits.hold(before, after, 4)).isTrue();
    after[2] = -MORE;
    assertThat(limits.hold(before, after, 4)).isFalse();
    assertThat(limits.hold(before, after, 2)).isTrue();
    assertThat(limits.permits(before, 0, after, 0)).isTrue();
    assertThat(limits.permits(before, 2, after, 2)).isFalse();
  }

  @Test
  void nanAndInfinityAreBeyondAnyLimit() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      for (String text : new String[] {"sgd", "adagrad", "ftrl", "adam", "momentum"}) {
        Optimizer optimizer = Optimizers.parse(text);
        StateLimits limits = new StateLimits(optimizer);
        int stride = optimizer.stride();
        for (int at = 0; at < 2 * stride; at++) {
          if (at % stride == 0 || optimizer.squares(at % stride)) {
            float[] fresh = new float[2 * stride];
            float[] states = new float[2 * stride];
            states[at] = bad;
            assertThat(limits.hold(fresh, states, 2 * stride)).isFalse();
            assertThat(limits.hold(states, 0, 2 * stride)).isFalse();
            int first = at / stride * stride;
            assertThat(limits.permits(fresh, first, states, first)).isFalse();
            assertThat(limits.permits(states, first, states, first)).isFalse();
            assertThat(StateLimits.finite(states, 2 * stride)).isFalse();
            assertThat(limits.holdGradients(states, 2 * stride)).isFalse();
          }
        }
      }
    }
  }

  /** What makes it enough to judge a state's first float and its sums. */
  @Test
  void aGradientThatIsNotFiniteShowsInWhatIsJudged() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      for (String text :
          new String[] {"sgd", "sgd:l1=0.1", "adagrad", "ftrl", "adam", "momentum", "nesterov"}) {
        Optimizer optimizer = Optimizers.parse(text);
        float[] state = new float[optimizer.stride()];
        optimizer.update(state, 0, 1f, optimizer.rate(0));
        assertThat(new StateLimits(optimizer).hold(state, 0, state.length)).as(text).isTrue();
        optimizer.update(state, 0, bad, optimizer.rate(0));
        assertThat(new StateLimits(optimizer).hold(state, 0, state.length)).as(text).isFalse();
      }
    }
  }

  @Test
  void whatIsBeyondALimitMayComeNearer() {
    StateLimits limits = new StateLimits(Optimizers.parse("sgd"));
    float[] old = {0x1p70f};
    assertThat(limits.permits(old, 0, new float[] {0x1p69f}, 0)).isTrue();
    assertThat(limits.permits(old, 0, new float[] {-0x1p69f}, 0)).isTrue();
    assertThat(limits.permits(old, 0, new float[] {0x1p71f}, 0)).isFalse();
  }

  @Test
  void oneExampleDoesNotFillASumOfSquares() {
    StateLimits limits = new StateLimits(Optimizers.parse("ftrl"));
    float most = StateLimits.LARGEST_SQUARED * StateLimits.LARGEST_SQUARED;
    float[] fresh = new float[2];
    assertThat(limits.permitsStep(fresh, 0, new float[] {0f, most}, 0)).isTrue();
    assertThat(limits.permitsStep(fresh, 0, new float[] {0f, 2 * most}, 0)).isFalse();
    assertThat(limits.hold(fresh, new float[] {0f, 2 * most}, 2)).isFalse();
    assertThat(limits.permits(fresh, 0, new float[] {0f, StateLimits.LARGEST_SUM}, 0)).isTrue();
    assertThat(limits.gradient()).isEqualTo(StateLimits.LARGEST_SQUARED);
    assertThat(new StateLimits(Optimizers.parse("momentum")).gradient())
        .isEqualTo(StateLimits.LARGEST);
  }

  @Test
  void oneExampleDoesNotFreezeACoordinateThatHasLearned() {
    StateLimits limits = new StateLimits(Optimizers.parse("adagrad"));
    float[] learned = {1f, 9f};
    float most = 10f * StateLimits.LARGEST_RISE;
    assertThat(limits.freezes(learned, 0, new float[] {1f, 9f + most}, 0)).isFalse();
    assertThat(limits.freezes(learned, 0, new float[] {1f, 9f + 2 * most}, 0)).isTrue();
    assertThat(limits.hold(learned, new float[] {1f, 9f + 2 * most}, 2)).isFalse();
    float[] fresh = {0f, 0f};
    assertThat(limits.freezes(fresh, 0, new float[] {1f, most}, 0)).isFalse();
    assertThat(limits.hold(fresh, new float[] {1f, most}, 2)).as("judged one by one").isFalse();
    float[] little = {0f, 1e-12f};
    assertThat(limits.freezes(little, 0, new float[] {1f, StateLimits.LARGEST_RISE}, 0)).isFalse();
  }

  /** On {@code curvature w^2 / 2}, a little below and above what the optimizer says. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd:rate=0.1,update=plain",
        "momentum:rate=0.1,momentum=0.9",
        "momentum:rate=0.1,momentum=0.5,weight-decay=2",
        "nesterov:rate=0.1,momentum=0.9",
        "nesterov:rate=0.1,momentum=0.3,weight-decay=1"
      })
  void steepestIsWhereStepsBeginToRunAway(String text) {
    Optimizer optimizer = Optimizers.parse(text);
    float rate = optimizer.rate(0);
    float steepest = optimizer.steepest(rate);
    assertThat(distance(optimizer, steepest * 0.99f, rate)).isLessThan(1f);
    assertThat(distance(optimizer, steepest * 1.01f, rate)).isGreaterThan(100f);
  }

  /** L2 does not bring an intercept nearer. */
  @Test
  void steepestIsThatOfCoordinatesWhichNothingPenalises() {
    Optimizer penalised = Optimizers.parse("sgd:rate=0.1,l2=3,update=plain");
    assertThat(penalised.steepest(0.1f)).isEqualTo(20f);
    float[] intercept = {1f};
    for (int step = 0; step < 2000; step++) {
      penalised.updateUnpenalised(intercept, 0, 20.2f * intercept[0], 0.1f);
    }
    assertThat(Math.abs(intercept[0])).isGreaterThan(100f);
  }

  private static float distance(Optimizer optimizer, float curvature, float rate) {
    float[] state = new float[optimizer.stride()];
    state[0] = 1f;
    for (int step = 0; step < 2000; step++) {
      optimizer.update(state, 0, curvature * state[0], rate);
    }
    return Math.abs(state[0]);
  }
}
