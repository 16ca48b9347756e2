// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NumberingTest {
  @Test
  void usageExample() {
    int[] entry = {40, 3, 40, 7, 3, 99};
    int[] distinct = new int[6];
    int count = Numbering.of(100).number(entry, 5, distinct);
    assertThat(count).isEqualTo(3);
    assertThat(entry).containsExactly(2, 0, 2, 1, 0, 99);
    assertThat(Arrays.copyOf(distinct, count)).containsExactly(3, 7, 40);
  }

  @Test
  void wholeModelsKeepTheirCoordinates() {
    int[] entry = {7, 7, 2};
    assertThat(Numbering.identity().number(entry, 3, new int[0])).isZero();
    assertThat(entry).containsExactly(7, 7, 2);
  }

  @Test
  void thereMayBeNoEntry() {
    assertThat(Numbering.of(100).number(new int[0], 0, new int[0])).isZero();
  }

  @Test
  void theFirstAndTheLastCoordinateAreNumbered() {
    for (int dimension : new int[] {1, 2, 63, 64, 65, 256, 257, 1 << 24, Integer.MAX_VALUE}) {
      int[] entry = {dimension - 1, 0};
      int[] distinct = new int[2];
      int count = Numbering.of(dimension).number(entry, 2, distinct);
      assertThat(count).as("dimension=%s", dimension).isEqualTo(Math.min(2, dimension));
      assertThat(distinct[entry[0]]).as("dimension=%s", dimension).isEqualTo(dimension - 1);
      assertThat(distinct[entry[1]]).as("dimension=%s", dimension).isZero();
    }
  }

  @Test
  void agreesWithSortedSetsWhetherBatchesAreLargeOrSmallAgainstTheModel() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int dimension = 1 + random.nextInt(1 << (1 + random.nextInt(29)));
      Numbering numbering = Numbering.of(dimension);
      for (int trial = 0; trial < 8; trial++) {
        int range = 1 + random.nextInt(dimension);
        int n = random.nextInt(trial == 5 ? 7000 : 600);
        againstSortedSet(numbering, random.ints(n, dimension - range, dimension).toArray(), seed);
      }
    }
  }

  private static void againstSortedSet(Numbering numbering, int[] coordinates, long seed) {
    int[] expected = Arrays.stream(coordinates).sorted().distinct().toArray();
    int[] entry = coordinates.clone();
    int[] distinct = new int[entry.length];
    int count = numbering.number(entry, entry.length, distinct);
    assertThat(Arrays.copyOf(distinct, count)).as("seed=%s", seed).containsExactly(expected);
    for (int k = 0; k < entry.length; k++) {
      assertThat(distinct[entry[k]]).as("seed=%s", seed).isEqualTo(coordinates[k]);
    }
  }
}
