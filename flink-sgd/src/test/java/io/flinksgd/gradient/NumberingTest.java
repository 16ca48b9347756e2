package io.flinksgd.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NumberingTest {
  private static final int LARGE = 1 << 24;

  @Test
  void usageExample() {
    Numbering numbering = Numbering.of(100);
    int[] number = new int[4];
    int[] distinct = new int[4];
    int known = numbering.number(new int[] {40, 3, 40}, 3, number, 0, distinct, 0);
    assertThat(known).isEqualTo(2);
    known = numbering.number(new int[] {3}, 1, number, 3, distinct, known);
    assertThat(known).isEqualTo(2);
    assertThat(number).containsExactly(0, 1, 0, 1);
    assertThat(Arrays.copyOf(distinct, known)).containsExactly(40, 3);
  }

  @Test
  void wholeModelsKeepTheirCoordinates() {
    int[] number = new int[4];
    int known = Numbering.identity().number(new int[] {7, 7, 2}, 3, number, 1, new int[0], 0);
    assertThat(known).isZero();
    assertThat(number).containsExactly(0, 7, 7, 2);
  }

  @Test
  void agreesWithMapsOnSmallModels() {
    for (long seed = 0; seed < 150; seed++) {
      againstMap(seed, 1 + new Random(seed).nextInt(3000));
    }
  }

  @Test
  void agreesWithMapsOnLargeModels() {
    for (long seed = 0; seed < 150; seed++) {
      againstMap(seed, LARGE - new Random(seed).nextInt(3000));
    }
  }

  /** Batches of several examples; {@code distinct} arrays alternate as batches' do. */
  private static void againstMap(long seed, int dimension) {
    Random random = new Random(seed);
    Numbering numbering = Numbering.of(dimension);
    int[][] arrays = {new int[6000], new int[9000]};
    for (int trial = 0; trial < 8; trial++) {
      int range = 1 + random.nextInt(dimension);
      int stride = 1 + random.nextInt(dimension / range);
      int[] distinct = arrays[trial % 2];
      Map<Integer, Integer> expected = new LinkedHashMap<>();
      int known = 0;
      for (int example = random.nextInt(8); example > 0; example--) {
        int n = random.nextInt(trial == 5 ? 700 : 60);
        int[] coordinate = random.ints(n, 0, range).map(c -> c * stride).toArray();
        int[] number = new int[n + 3];
        known = numbering.number(coordinate, n, number, 3, distinct, known);
        for (int k = 0; k < n; k++) {
          expected.putIfAbsent(coordinate[k], expected.size());
          assertThat(number[k + 3])
              .as("seed=%s trial=%s", seed, trial)
              .isEqualTo(expected.get(coordinate[k]));
        }
        assertThat(known).as("seed=%s trial=%s", seed, trial).isEqualTo(expected.size());
      }
      assertThat(Arrays.copyOf(distinct, known))
          .as("seed=%s trial=%s", seed, trial)
          .containsExactly(expected.keySet().stream().mapToInt(Integer::intValue).toArray());
    }
  }
}
