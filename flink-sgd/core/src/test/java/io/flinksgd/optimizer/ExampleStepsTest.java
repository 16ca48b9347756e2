// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.flinksgd.model.Loss;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExampleStepsTest {
  private static final int[] POSITION = {2, 0, 1};
  private static final float[] VALUE = {0.5f, -2f, 1f};

  @Test
  void usageExample() {
    ExampleSteps steps = Optimizers.parse("sgd:rate=0.05").steps(new Loss.Squared());
    float[] view = new float[2];
    float score = steps.learn(view, new int[] {0, 1}, new float[] {1f, 1f}, 0, 2, 1f, 100f, 0.05f);
    assertThat(score).isZero();
    // half of 1 - exp(-100 * 0.05 * 2) each
    assertThat(view[0]).isEqualTo(view[1]).isCloseTo(0.4999773f, within(1e-6f));
  }

  /** One step is what it is by coordinate where it is plain. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd:rate=0.1,update=plain",
        "sgd:rate=0.1,l1=0.01,l2=0.1,update=plain",
        "adagrad:rate=0.1,l1=0.01,l2=0.1,update=plain",
        "ftrl:alpha=0.1,l1=0.01,l2=0.1,update=plain"
      })
  void plainStepsAreThoseOfTheCoordinates(String text) {
    Optimizer optimizer = Optimizers.parse(text);
    Loss loss = new Loss.Squared();
    ExampleSteps steps = optimizer.steps(loss);
    Random random = new Random(1);
    int stride = optimizer.stride();
    float[] row = new float[3 * stride];
    float[] single = row.clone();
    for (int step = 0; step < 200; step++) {
      float label = (float) random.nextGaussian();
      float margin = 0;
      for (int k = 0; k < 3; k++) {
        margin += optimizer.weight(single, POSITION[k] * stride) * VALUE[k];
      }
      assertThat(steps.learn(row, POSITION, VALUE, 0, 3, label, 1f, 0.1f))
          .as(text)
          .isCloseTo(margin, within(1e-4f));
      float slope = margin - label;
      for (int k = 0; k < 2; k++) {
        optimizer.update(single, POSITION[k] * stride, slope * VALUE[k], 0.1f);
      }
      optimizer.updateUnpenalised(single, POSITION[2] * stride, slope * VALUE[2], 0.1f);
    }
    assertThat(row).as(text).usingComparatorWithPrecision(1e-3f).containsExactly(single);
  }

  /** Where a step is short, it does not matter that it is importance-aware. */
  @ParameterizedTest
  @ValueSource(strings = {"sgd:rate=1e-4", "adagrad:rate=1e-4", "ftrl:alpha=1e-4"})
  void shortStepsAreAlmostPlain(String text) {
    for (Loss loss : new Loss[] {new Loss.Logistic(), new Loss.Squared(), new Loss.Huber(1f)}) {
      float[] aware = learned(text, loss, 1f, 50);
      float[] plain = learned(text + ",update=plain", loss, 1f, 50);
      for (int k = 0; k < aware.length; k++) {
        assertThat(aware[k])
            .as(text + " " + loss)
            .isCloseTo(plain[k], within(5e-3f * Math.abs(plain[k]) + 1e-7f));
      }
    }
  }

  /** After any step, however important, the prediction is on the same side of the label. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd:rate=0.5",
        "adagrad:rate=2",
        "ftrl:alpha=3",
        "sgd:rate=0.5,scale-free=true",
        "adagrad:rate=2,scale-free=true"
      })
  void noStepGoesBeyondItsLabel(String text) {
    Optimizer optimizer = Optimizers.parse(text);
    Loss loss = new Loss.Squared();
    ExampleSteps steps = optimizer.steps(loss);
    Random random = new Random(7);
    float[] view = new float[3 * optimizer.stride()];
    float rate = optimizer.rate(0);
    for (int step = 0; step < 2000; step++) {
      float label = (float) random.nextGaussian();
      float[] value = {
        (float) (random.nextGaussian() * Math.pow(10, random.nextInt(5))),
        (float) random.nextGaussian(),
        1f
      };
      float importance = (float) Math.pow(10, random.nextInt(6));
      float before = steps.learn(view, POSITION, value, 0, 3, label, importance, rate);
      float after = 0;
      for (int k = 0; k < 3; k++) {
        after += optimizer.weight(view, POSITION[k] * optimizer.stride()) * value[k];
      }
      assertThat((after - label) * Math.signum(before - label))
          .as("%s step=%s before=%s after=%s label=%s", text, step, before, after, label)
          .isGreaterThan(-1e-3f * (1 + Math.abs(before) + Math.abs(label)))
          .isLessThan(Math.abs(before - label) * 1.001f + 1e-3f * (1 + Math.abs(label)));
    }
  }

  /** What an example weighs shows in the first step already. */
  @ParameterizedTest
  @ValueSource(strings = {"adagrad:rate=0.01", "adagrad:rate=0.01,update=plain"})
  void stepsOfAdaGradDependOnTheImportance(String text) {
    float one = Math.abs(learned(text, new Loss.Logistic(), 1f, 1)[0]);
    float four = Math.abs(learned(text, new Loss.Logistic(), 4f, 1)[0]);
    assertThat(four / one).isBetween(1.98f, 2.001f);
  }

  private static float[] learned(String text, Loss loss, float importance, int times) {
    Optimizer optimizer = Optimizers.parse(text);
    ExampleSteps steps = optimizer.steps(loss);
    int stride = optimizer.stride();
    float[] view = new float[3 * stride];
    Random random = new Random(3);
    for (int i = 0; i < times; i++) {
      float label = random.nextInt(2);
      steps.learn(view, POSITION, VALUE, 0, 3, label, importance, optimizer.rate(0));
    }
    float[] weights = new float[3];
    optimizer.weights(view, 0, 3, weights, 0);
    return weights;
  }
}
