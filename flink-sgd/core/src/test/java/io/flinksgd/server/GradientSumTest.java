// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.layout.Coordinates;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Update;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class GradientSumTest {
  private final GradientSum sum = new GradientSum(64);

  @Test
  void usageExample() {
    sum.add(range(16, 1f, 2f), 0.5f);
    sum.add(range(16, 3f, 4f), 1f);
    Update update = sum.take();
    assertThat(update.coordinates()).isEqualTo(new Coordinates.Range(16, 2));
    assertThat(values(update)).containsExactly(3.5f, 5f);
  }

  @Test
  void whatIsAddedAfterTheSumWasTakenBeginsAnew() {
    sum.add(range(0, 1f, 1f, 1f), 1f);
    sum.take();
    sum.add(range(0, 2f, 2f), 1f);
    assertThat(values(sum.take())).containsExactly(2f, 2f);
    sum.add(listed(new int[] {3}, 1f), 1f);
    sum.take();
    sum.add(listed(new int[] {4}, 1f), 1f);
    assertSum(sum.take(), new int[] {4}, 1f);
  }

  @Test
  void listedCoordinatesAreAddedUpOneByOneAndAscend() {
    sum.add(listed(new int[] {7, 3}, 1f, 2f), 2f);
    sum.add(listed(new int[] {3, 9}, 10f, 20f), 1f);
    assertSum(sum.take(), new int[] {3, 7, 9}, 14f, 2f, 20f);
  }

  @Test
  void aRangeAndAListAreAddedUp() {
    sum.add(range(0, 1f, 2f), 1f);
    sum.add(listed(new int[] {1, 5}, 10f, 20f), 1f);
    assertSum(sum.take(), new int[] {0, 1, 5}, 1f, 12f, 20f);
  }

  @Test
  void differentRangesAreAddedUp() {
    sum.add(range(0, 1f, 2f), 1f);
    sum.add(range(1, 10f, 20f), 1f);
    assertSum(sum.take(), new int[] {0, 1, 2}, 1f, 12f, 20f);
  }

  @Test
  void borrowedValuesBeginWhereTheySay() {
    float[] borrowed = {99f, 1f, 2f, 99f};
    sum.add(new Update(new Coordinates.Range(0, 2), new Payload.Plain(borrowed, 1, 2)), 1f);
    assertThat(values(sum.take())).containsExactly(1f, 2f);
    int[] list = {99, 4, 6, 99};
    Coordinates coordinates = new Coordinates.Listed(list, 1, 2);
    sum.add(new Update(coordinates, new Payload.Plain(borrowed, 1, 2)), 1f);
    assertSum(sum.take(), new int[] {4, 6}, 1f, 2f);
    assertThat(borrowed).as("not changed").containsExactly(99f, 1f, 2f, 99f);
  }

  @Test
  void theSumOfNothingHasNoCoordinate() {
    assertThat(sum.take().coordinates().count()).isZero();
    sum.add(Update.NONE, 1f);
    assertThat(sum.take().coordinates().count()).isZero();
  }

  private static Update range(int first, float... values) {
    return new Update(new Coordinates.Range(first, values.length), Payload.Plain.of(values));
  }

  private static Update listed(int[] list, float... values) {
    return new Update(new Coordinates.Listed(list, 0, list.length), Payload.Plain.of(values));
  }

  private static void assertSum(Update update, int[] coordinates, float... values) {
    int[] listed = new int[update.coordinates().count()];
    Arrays.setAll(listed, update.coordinates()::at);
    assertThat(listed).containsExactly(coordinates);
    assertThat(values(update)).containsExactly(values);
  }

  private static float[] values(Update update) {
    Payload.Plain plain = update.plain();
    return Arrays.copyOfRange(plain.values(), plain.from(), plain.from() + plain.count());
  }
}
