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
    assertThat(limits.permits(0, 0f, MORE)).isFalse();
    assertThat(limits.permits(1, 0f, MORE)).isTrue();
  }

  @Test
  void nanAndInfinityAreBeyondAnyLimit() {
    for (String optimizer : new String[] {"sgd", "adagrad", "adam", "momentum"}) {
      StateLimits limits = new StateLimits(Optimizers.parse(optimizer));
      int stride = Optimizers.parse(optimizer).stride();
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
        for (int at = 0; at < 2 * stride; at++) {
          float[] states = new float[2 * stride];
          states[at] = bad;
          assertThat(limits.hold(new float[2 * stride], states, 2 * stride)).isFalse();
          assertThat(limits.hold(states, 0, 2 * stride)).isFalse();
          assertThat(limits.permits(at % stride, 0f, bad)).isFalse();
          assertThat(limits.permits(at % stride, bad, bad)).isFalse();
          assertThat(StateLimits.finite(states, 2 * stride)).isFalse();
          assertThat(limits.holdGradients(states, 2 * stride)).isFalse();
        }
        assertThat(limits.hold(new float[stride], 0, stride)).isTrue();
      }
    }
  }

  @Test
  void whatIsBeyondALimitMayComeNearer() {
    StateLimits limits = new StateLimits(Optimizers.parse("sgd"));
    assertThat(limits.permits(0, 0x1p70f, 0x1p69f)).isTrue();
    assertThat(limits.permits(0, 0x1p70f, -0x1p69f)).isTrue();
    assertThat(limits.permits(0, 0x1p70f, 0x1p71f)).isFalse();
  }

  @Test
  void oneExampleDoesNotFillASumOfSquares() {
    StateLimits limits = new StateLimits(Optimizers.parse("ftrl"));
    float most = StateLimits.LARGEST_SQUARED * StateLimits.LARGEST_SQUARED;
    assertThat(limits.permitsStep(1, 0f, most)).isTrue();
    assertThat(limits.permitsStep(1, 0f, 2 * most)).isFalse();
    assertThat(limits.hold(new float[2], new float[] {0f, 2 * most}, 2)).isFalse();
    assertThat(limits.permits(1, 0f, StateLimits.LARGEST_SUM)).isTrue();
    assertThat(limits.gradient()).isEqualTo(StateLimits.LARGEST_SQUARED);
    assertThat(new StateLimits(Optimizers.parse("momentum")).gradient())
        .isEqualTo(StateLimits.LARGEST);
  }

  /** On {@code curvature w^2 / 2}, a little below and above what the optimizer says. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd:0.1",
        "sgd:rate=0.1,l2=3",
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

  private static float distance(Optimizer optimizer, float curvature, float rate) {
    float[] state = new float[optimizer.stride()];
    state[0] = 1f;
    for (int step = 0; step < 2000; step++) {
      optimizer.update(state, 0, curvature * state[0], rate);
    }
    return Math.abs(state[0]);
  }
}
