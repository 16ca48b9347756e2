// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.layout.Coordinates;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Update;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.optimizer.StateLimits;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StateChangeTest {
  private static final int DIMENSION = 40;
  private static final int TRAINABLE = 36;
  private static final float[] NUMBERS = {
    1f, -2f, StateLimits.LARGEST, -1e30f, Float.MAX_VALUE, Float.NaN, Float.NEGATIVE_INFINITY
  };

  /** Changes that are sound each for itself add up to one that is not. */
  @Test
  void aCoordinateKeepsAStateThatAChangeWouldTakeBeyondItsLimit() {
    float[] block = {0.75f * StateLimits.LARGEST, 1f, 2f};
    Parameters parameters = parameters(Optimizers.parse("sgd"), true, block);
    float[] change = {0.5f * StateLimits.LARGEST, 10f, Float.NaN};
    parameters.apply(update(new Coordinates.Listed(new int[] {0, 1, 2}, 0, 3), change), 1f);
    assertThat(block).containsExactly(0.75f * StateLimits.LARGEST, 11f, 2f);
    assertThat(parameters.refused()).isEqualTo(2);
    parameters.apply(update(new Coordinates.Range(0, 3), change), 0.5f);
    assertThat(block).containsExactly(StateLimits.LARGEST, 16f, 2f);
    assertThat(parameters.refused()).isEqualTo(3);
  }

  @Test
  void allFloatsOfACoordinateAreKeptWithTheOneThatIsBeyond() {
    float[] block = {1f, 2f};
    Parameters parameters = parameters(Optimizers.parse("ftrl"), true, block);
    Coordinates one = new Coordinates.Listed(new int[] {0}, 0, 1);
    parameters.apply(update(one, new float[] {5f, Float.POSITIVE_INFINITY}), 1f);
    assertThat(block).containsExactly(1f, 2f);
  }

  /** Whether a push lists its coordinates or has a range of them. */
  @ParameterizedTest
  @ValueSource(
      strings = {"sgd:0.1", "sgd:rate=0.1,l1=1,l2=2", "adagrad", "ftrl", "adam", "momentum:0.1"})
  void nothingMakesAStateDivergeAndBothWaysOfChangingItAgree(String text) {
    Optimizer optimizer = Optimizers.parse(text);
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      boolean localSteps = optimizer.additive() && random.nextBoolean();
      float[] one = new float[DIMENSION * optimizer.stride()];
      float[] other = one.clone();
      Parameters listed = parameters(optimizer, localSteps, one);
      Parameters range = parameters(optimizer, localSteps, other);
      int[] all = new int[DIMENSION];
      for (int c = 0; c < DIMENSION; c++) {
        all[c] = c;
      }
      for (int step = 0; step < 10; step++) {
        float[] values = new float[DIMENSION * (localSteps ? optimizer.stride() : 1)];
        for (int k = 0; k < values.length; k++) {
          values[k] = NUMBERS[random.nextInt(NUMBERS.length)];
        }
        float factor = random.nextFloat();
        listed.apply(update(new Coordinates.Listed(all, 0, DIMENSION), values), factor);
        range.apply(update(new Coordinates.Range(0, DIMENSION), values), factor);
      }
      assertThat(other).as("%s seed=%d", text, seed).isEqualTo(one);
      assertThat(range.refused()).isEqualTo(listed.refused()).isPositive();
      assertThat(new StateLimits(optimizer).hold(one, 0, one.length)).isTrue();
      for (int c = 0; c < DIMENSION; c++) {
        assertThat(Float.isFinite(optimizer.weight(one, c * optimizer.stride()))).isTrue();
      }
    }
  }

  private static Update update(Coordinates coordinates, float[] values) {
    return new Update(coordinates, Payload.Plain.of(values));
  }

  private static Parameters parameters(Optimizer optimizer, boolean localSteps, float[] block) {
    Layout layout = new Layout(block.length / optimizer.stride(), 64, 1, 1);
    int[] intercept = {TRAINABLE - 1, TRAINABLE};
    int trainable = Math.min(TRAINABLE, layout.dimension());
    return new Parameters(
        layout,
        0,
        optimizer,
        localSteps,
        trainable,
        trainable == TRAINABLE ? intercept : new int[0],
        new Pages() {
          @Override
          public float[] read(int page) {
            return block;
          }

          @Override
          public float[] write(int page) {
            return block;
          }
        });
  }
}
