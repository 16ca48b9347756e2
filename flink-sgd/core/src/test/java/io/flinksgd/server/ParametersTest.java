// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.layout.Coordinates;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Update;
import io.flinksgd.optimizer.Optimizers;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ParametersTest {
  private static final int DIMENSION = 40;
  private static final int PAGE = 16;
  private static final float LEFT_ALONE = 1f;
  private static final float HALVED = 0.5f;

  /** Pages that begin with ones. */
  private static final class Ones implements Pages {
    private final float[][] pages = new float[(DIMENSION + PAGE - 1) / PAGE][PAGE];

    Ones() {
      for (float[] page : pages) {
        Arrays.fill(page, 1f);
      }
    }

    @Override
    public float[] read(int page) {
      return pages[page];
    }

    @Override
    public float[] write(int page) {
      return pages[page];
    }

    float at(int coordinate) {
      return pages[coordinate / PAGE][coordinate % PAGE];
    }
  }

  @Test
  void whatIsUnpenalisedIsLeftAloneByNeighboursAndByLists() {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      int[] unpenalised =
          random.ints(2L * random.nextInt(5), 0, DIMENSION + 1).sorted().distinct().toArray();
      if (unpenalised.length % 2 == 1) {
        unpenalised = Arrays.copyOf(unpenalised, unpenalised.length - 1);
      }
      int first = random.nextInt(DIMENSION);
      int count = 1 + random.nextInt(DIMENSION - first);
      int[] list = new int[count];
      Arrays.setAll(list, k -> first + k);
      for (Coordinates coordinates :
          new Coordinates[] {
            new Coordinates.Range(first, count), new Coordinates.Listed(list, 0, count)
          }) {
        Ones pages = new Ones();
        Layout layout = new Layout(DIMENSION, PAGE, 1, 1);
        Parameters parameters =
            new Parameters(
                layout,
                0,
                Optimizers.parse("sgd:rate=1,l2=1"),
                false,
                DIMENSION,
                unpenalised,
                pages);
        parameters.apply(
            new Update(coordinates, new Payload.Plain(new float[count], 0, count)), 1f);
        for (int c = 0; c < DIMENSION; c++) {
          boolean touched = c >= first && c < first + count;
          boolean free = false;
          for (int r = 0; r < unpenalised.length; r += 2) {
            free |= c >= unpenalised[r] && c < unpenalised[r + 1];
          }
          assertThat(pages.at(c))
              .as("seed=%s coordinate=%s", seed, c)
              .isEqualTo(touched && !free ? HALVED : LEFT_ALONE);
        }
      }
    }
  }
}
