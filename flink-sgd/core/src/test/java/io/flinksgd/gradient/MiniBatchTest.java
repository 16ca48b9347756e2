// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Origin;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

final class MiniBatchTest {
  @Test
  void usageExample() {
    MiniBatch batch = new MiniBatch(2, Numbering.of(100));
    batch.entry(5, 0.5f);
    batch.entries(new int[] {7, 5, 99}, new float[] {1f, 2f, 99f}, 2);
    batch.endExample(1f, 2f, 3L, "k", Origin.UNKNOWN);
    batch.endExample(0f, 1f, 4L, "none", Origin.UNKNOWN);
    batch.number();
    assertThat(batch.size()).isEqualTo(2);
    assertThat(batch.entries()).isEqualTo(3);
    assertThat(batch.distinct()).isEqualTo(2);
    assertThat(Arrays.copyOf(batch.row, 3)).containsExactly(0, 3, 3);
    assertThat(Arrays.copyOf(batch.coordinate, 2)).containsExactly(5, 7);
    assertThat(Arrays.copyOf(batch.position, 3)).containsExactly(0, 1, 0);
    assertThat(Arrays.copyOf(batch.value, 3)).containsExactly(0.5f, 1f, 2f);
    assertThat(batch.label).containsExactly(1f, 0f);
    assertThat(batch.weight).containsExactly(2f, 1f);
    assertThat(batch.eventTime).containsExactly(3L, 4L);
    assertThat(batch.key).containsExactly("k", "none");
  }

  @Test
  void anExampleThatIsTakenOutLeavesTheOthersAndTheNumbers() {
    MiniBatch batch = new MiniBatch(3, Numbering.of(100));
    for (int e = 0; e < 3; e++) {
      batch.entries(new int[] {9, 10 + e}, new float[] {e, 1f}, 2);
      batch.endExample(e, 1f, e, "k" + e, new Origin("t", 0, e));
    }
    batch.number();
    BitSet out = new BitSet();
    out.set(1);
    batch.remove(out);
    assertThat(batch.size()).isEqualTo(2);
    assertThat(batch.entries()).isEqualTo(4);
    assertThat(Arrays.copyOf(batch.row, 3)).containsExactly(0, 2, 4);
    assertThat(Arrays.copyOf(batch.position, 4)).containsExactly(0, 1, 0, 3);
    assertThat(Arrays.copyOf(batch.value, 4)).containsExactly(0f, 1f, 2f, 1f);
    assertThat(Arrays.copyOf(batch.label, 2)).containsExactly(0f, 2f);
    assertThat(batch.key).containsExactly("k0", "k2", null);
    assertThat(batch.origin[1].offset()).isEqualTo(2);
    assertThat(batch.distinct()).isEqualTo(4);
    assertThat(batch.coordinateOf(3)).isEqualTo(12);
    out.clear();
    out.set(0, 2);
    batch.remove(out);
    assertThat(batch.size()).isZero();
    assertThat(batch.entries()).isZero();
  }

  @Test
  void coordinatesOfDenseValuesCountFromZeroInEachExample() {
    MiniBatch batch = new MiniBatch(1, Numbering.identity());
    batch.dense(new float[] {5f, 6f, 7f});
    batch.entry(9, 1f);
    batch.endExample(1f, 1f, 0L, "", Origin.UNKNOWN);
    batch.dense(new float[20]);
    batch.endExample(1f, 1f, 0L, "", Origin.UNKNOWN);
    assertThat(Arrays.copyOf(batch.row, 3)).containsExactly(0, 4, 24);
    assertThat(Arrays.copyOf(batch.position, 7)).containsExactly(0, 1, 2, 9, 0, 1, 2);
    assertThat(Arrays.copyOf(batch.value, 5)).containsExactly(5f, 6f, 7f, 1f, 0f);
  }

  @Test
  void positionsOfWholeModelsAreCoordinates() {
    MiniBatch batch = new MiniBatch(1, Numbering.identity());
    batch.entries(new int[] {7, 2, 7}, new float[3], 3);
    batch.endExample(1f, 1f, 0L, "", Origin.UNKNOWN);
    batch.number();
    assertThat(batch.distinct()).isZero();
    assertThat(Arrays.copyOf(batch.position, 3)).containsExactly(7, 2, 7);
  }

  @Test
  void growsInRowsAndEntriesAndKeepsWhatItHolds() {
    MiniBatch batch = new MiniBatch(0, Numbering.of(1000));
    fill(batch, 500);
    assertFilled(batch, 500);
  }

  @Test
  void oneExampleMayBeLargerThanTwiceTheRoom() {
    MiniBatch batch = new MiniBatch(1, Numbering.of(1000));
    int[] coordinates = new int[1000];
    float[] values = new float[1000];
    Arrays.setAll(coordinates, k -> k);
    Arrays.fill(values, 2f);
    batch.entries(coordinates, values, 1000);
    batch.endExample(0f, 1f, 0L, "", Origin.UNKNOWN);
    batch.number();
    assertThat(batch.row[1]).isEqualTo(1000);
    assertThat(Arrays.copyOf(batch.coordinate, 1000)).containsExactly(coordinates);
    assertThat(Arrays.copyOf(batch.position, 1000)).containsExactly(coordinates);
    assertThat(Arrays.copyOf(batch.value, 1000)).containsExactly(values);
  }

  @Test
  void clearKeepsTheArraysAndDropsTheReferences() {
    MiniBatch batch = new MiniBatch(4, Numbering.of(1000));
    fill(batch, 20);
    int[] coordinate = batch.coordinate;
    batch.clear();
    assertThat(batch.size()).isZero();
    assertThat(batch.entries()).isZero();
    assertThat(batch.key).containsOnlyNulls();
    assertThat(batch.origin).containsOnlyNulls();
    fill(batch, 20);
    assertThat(batch.coordinate).isSameAs(coordinate);
    assertFilled(batch, 20);
  }

  @Test
  void aCopySharesNothing() {
    MiniBatch batch = new MiniBatch(4, Numbering.of(1000));
    fill(batch, 20);
    MiniBatch copy = batch.copy();
    batch.clear();
    fill(batch, 3);
    Arrays.fill(batch.coordinate, -1);
    Arrays.fill(batch.position, -1);
    Arrays.fill(batch.value, -1);
    assertFilled(copy, 20);
  }

  @Test
  void aCopyOfABatchThatIsBeingFilledIsNumbered() {
    MiniBatch batch = new MiniBatch(4, Numbering.of(1000));
    batch.entries(new int[] {7, 2, 7}, new float[3], 3);
    batch.endExample(1f, 1f, 0L, "", Origin.UNKNOWN);
    assertThat(batch.copy().position).containsExactly(1, 0, 1);
    batch.entry(3, 1f);
    batch.endExample(1f, 1f, 0L, "", Origin.UNKNOWN);
    batch.number();
    assertThat(Arrays.copyOf(batch.position, 4)).containsExactly(2, 0, 2, 1);
  }

  @Test
  void whatIsNotNumberedHasNoDistinctCoordinates() {
    MiniBatch batch = new MiniBatch(4, Numbering.of(1000));
    assertThatThrownBy(batch::distinct).hasMessage("batch must be numbered: numbered=false");
  }

  @Test
  void numberingTwiceIsNumberingOnce() {
    MiniBatch batch = new MiniBatch(4, Numbering.of(1000));
    fill(batch, 20);
    batch.number();
    assertFilled(batch, 20);
  }

  @Test
  void whatAnEarlierLifeWroteInAnyOrderIsNumberedAnew() {
    int[] coordinate = {40, 3};
    MiniBatch batch = MiniBatch.of(coordinate, new int[] {0, 1, 0}, new float[3], new int[] {0, 3});
    assertThat(batch.distinct()).isEqualTo(2);
    assertThat(Arrays.copyOf(batch.coordinate, 2)).containsExactly(3, 40);
    assertThat(batch.position).containsExactly(1, 0, 1);
  }

  @Test
  void batchesShareANumbering() {
    for (int dimension : new int[] {1000, 1 << 24}) {
      Numbering numbering = Numbering.of(dimension);
      MiniBatch one = new MiniBatch(4, numbering);
      MiniBatch two = new MiniBatch(4, numbering);
      fill(one, 100);
      fill(two, 300);
      one.clear();
      fill(one, 200);
      assertFilled(one, 200);
      assertFilled(two, 300);
    }
  }

  /** Entry {@code k} is of coordinate {@code k / 2}. */
  private static void fill(MiniBatch batch, int examples) {
    int entry = 0;
    for (int e = 0; e < examples; e++) {
      for (int k = 0; k < e % 4; k++, entry++) {
        batch.entry(entry / 2, entry * 0.5f);
      }
      batch.endExample(e, e + 1, e + 2, "k" + e, new Origin("t", 0, e));
    }
    batch.number();
  }

  private static void assertFilled(MiniBatch batch, int examples) {
    assertThat(batch.size()).isEqualTo(examples);
    int entry = 0;
    for (int e = 0; e < examples; e++) {
      assertThat(batch.row[e]).isEqualTo(entry);
      for (int k = 0; k < e % 4; k++, entry++) {
        assertThat(batch.coordinate[batch.position[entry]]).isEqualTo(entry / 2);
        assertThat(batch.value[entry]).isEqualTo(entry * 0.5f);
      }
      assertThat(batch.label[e]).isEqualTo(e);
      assertThat(batch.weight[e]).isEqualTo(e + 1);
      assertThat(batch.eventTime[e]).isEqualTo(e + 2);
      assertThat(batch.key[e]).isEqualTo("k" + e);
      assertThat(batch.origin[e]).isEqualTo(new Origin("t", 0, e));
    }
    assertThat(batch.row[examples]).isEqualTo(entry);
    assertThat(batch.entries()).isEqualTo(entry);
    assertThat(batch.distinct()).isEqualTo((entry + 1) / 2);
  }
}
