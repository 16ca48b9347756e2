// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.flinksgd.model.Loss;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScaleFreeTest {
  private static final int[] POSITION = {0, 1};

  @Test
  void usageExample() {
    Optimizer optimizer = Optimizers.parse("sgd:rate=0.5,update=plain,scale-free=true");
    assertThat(optimizer.stride()).isEqualTo(3);
    assertThat(optimizer.additive()).isTrue();
    assertThat(optimizer.oneRate()).isFalse();
    float[] view = new float[6];
    ExampleSteps steps = optimizer.steps(new Loss.Squared());
    steps.learn(view, POSITION, new float[] {1000f, 1f}, 0, 2, 1f, 1f, 0.5f);
    // the first example is of scale 1; the intercept has no scale of its own
    assertThat(view).containsExactly(0.5f, 1000f, 1f, 0.5f, 0f, 0f);
    assertThat(optimizer.weight(view, 0)).isEqualTo(0.0005f);
    assertThat(optimizer.weight(view, 3)).isEqualTo(0.5f);
    assertThatThrownBy(() -> optimizer.update(view, 0, 1f, 0.5f))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd:rate=0.1", "sgd:rate=0.1,update=plain", "adagrad:rate=0.3"})
  void unitsAreOfNoAccount(String text) {
    for (float unit : new float[] {1f, 1e12f, 1e-12f, 0x1p40f, 1e25f, 1e-25f}) {
      Optimizer optimizer = Optimizers.parse(text + ",scale-free=true");
      ExampleSteps steps = optimizer.steps(new Loss.Logistic());
      ExampleSteps reference = optimizer.steps(new Loss.Logistic());
      float[] view = new float[2 * optimizer.stride()];
      float[] expected = view.clone();
      Random random = new Random(11);
      for (int i = 0; i < 3000; i++) {
        float x = (float) random.nextGaussian();
        float label = random.nextDouble() < 1 / (1 + Math.exp(-2 * x + 1)) ? 1f : 0f;
        float[] scaled = {x * unit, 1f};
        float score = steps.learn(view, POSITION, scaled, 0, 2, label, 1f, optimizer.rate(i));
        float want =
            reference.learn(
                expected, POSITION, new float[] {x, 1f}, 0, 2, label, 1f, optimizer.rate(i));
        assertThat(score).as("%s unit=%s", text, unit).isCloseTo(want, within(1e-4f));
        assertThat(Float.isFinite(optimizer.weight(view, 0))).isTrue();
      }
    }
  }

  /** Changes made on stale copies are summed and weighed: the scale is that of all of them. */
  @Test
  void scalesOfStaleCopiesMerge() {
    Optimizer optimizer = Optimizers.parse("sgd:rate=0.1,scale-free=true");
    int workers = 4;
    float[] model = new float[2 * optimizer.stride()];
    Random random = new Random(5);
    for (int round = 0; round < 300; round++) {
      float[] sum = new float[model.length];
      for (int w = 0; w < workers; w++) {
        float[] view = model.clone();
        ExampleSteps steps = optimizer.steps(new Loss.Squared());
        for (int e = 0; e < 8; e++) {
          float x = 1e6f * (w + 1) * random.nextFloat();
          steps.learn(view, POSITION, new float[] {x, 1f}, 0, 2, 3e-6f * x + 1, 1f, 0.1f);
        }
        for (int k = 0; k < model.length; k++) {
          sum[k] += (view[k] - model[k]) / workers;
        }
      }
      for (int k = 0; k < model.length; k++) {
        model[k] += sum[k];
      }
    }
    assertThat(model[1] / model[2]).isCloseTo(1.25e6f, within(1e4f));
    assertThat(optimizer.weight(model, 0)).isCloseTo(3e-6f, within(1e-8f));
    assertThat(optimizer.weight(model, 3)).isCloseTo(1f, within(0.01f));
  }

  @Test
  void aWeightThatWasThereBeforeStaysAsItIs() {
    for (String text : new String[] {"sgd:rate=0.1", "adagrad:rate=0.1"}) {
      Optimizer optimizer = Optimizers.parse(text + ",scale-free=true");
      float[] view = new float[2 * optimizer.stride()];
      optimizer.start(view, 0, 0.25f);
      assertThat(optimizer.weight(view, 0)).isEqualTo(0.25f);
      float[] value = {1000f, 1f};
      ExampleSteps steps = optimizer.steps(new Loss.Squared());
      assertThat(steps.learn(view, POSITION, value, 0, 2, 250f, 1f, 0.1f)).isEqualTo(250f);
      assertThat(optimizer.weight(view, 0)).isEqualTo(0.25f);
    }
  }

  @Test
  void oneWrongValueDoesNotSpoilTheScaleNorDoesZeroCount() {
    ScaleFree optimizer = (ScaleFree) Optimizers.parse("sgd:scale-free=true");
    float[] block = new float[3];
    for (int i = 0; i < 1000; i++) {
      optimizer.scaled(block, 0, 1f);
    }
    float after = optimizer.scaled(block, 0, 0x1p50f);
    assertThat(block[1] / block[2]).isBetween(1f, 1.01f);
    assertThat(after).isGreaterThan(9e14f);
    ExampleSteps steps = optimizer.steps(new Loss.Squared());
    float[] view = new float[6];
    steps.learn(view, POSITION, new float[] {0f, 1f}, 0, 2, 1f, 1f, 0.1f);
    assertThat(view[1]).isZero();
    assertThat(view[2]).isZero();
  }

  @Test
  void theScaleFollowsTheFeatures() {
    ScaleFree optimizer = (ScaleFree) Optimizers.parse("sgd:scale-free=true");
    float[] block = new float[3];
    for (int i = 0; i < 200_000; i++) {
      optimizer.scaled(block, 0, 1f);
    }
    assertThat(block[1] / block[2]).isCloseTo(1f, within(1e-3f));
    for (int i = 0; i < 1_000_000; i++) {
      optimizer.scaled(block, 0, 1000f);
    }
    assertThat(block[1] / block[2]).isCloseTo(1000f, within(20f));
    for (int i = 0; i < 1_000_000; i++) {
      optimizer.scaled(block, 0, 1f);
    }
    assertThat(block[1] / block[2]).isCloseTo(1f, within(0.02f));
    assertThat(block[2]).isEqualTo(1 << 16);
  }
}
