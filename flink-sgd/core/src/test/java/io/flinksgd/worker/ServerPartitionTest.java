// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.example.Origin;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.layout.Coordinates;
import io.flinksgd.layout.Layout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ServerPartitionTest {
  @Test
  void usageExample() {
    Layout layout = new Layout(64, 16, 2, 2);
    ServerPartition order = new ServerPartition(layout, false);
    order.begin(batch(Numbering.of(64), 40, 3, 40, 50, 3));
    assertThat(order.count()).isEqualTo(3);
    assertThat(list(order.of(0))).containsExactly(3);
    assertThat(list(order.of(1))).containsExactly(40, 50);
    assertThat(order.from(1)).isEqualTo(1);
  }

  @Test
  void wholeModelsAreRanges() {
    ServerPartition order = new ServerPartition(new Layout(40, 16, 2, 2), true);
    order.begin(batch(Numbering.identity(), 39, 0, 39));
    assertThat(order.count()).isEqualTo(40);
    assertThat(order.of(0)).isEqualTo(new Coordinates.Range(0, 32));
    assertThat(order.of(1)).isEqualTo(new Coordinates.Range(32, 8));
  }

  @Test
  void aServerWithoutCoordinatesHasNone() {
    ServerPartition order = new ServerPartition(new Layout(20, 16, 4, 8), false);
    order.begin(batch(Numbering.of(20), 19));
    int found = 0;
    for (int server = 0; server < 4; server++) {
      found += order.of(server).count();
    }
    assertThat(found).isEqualTo(1);
    order.begin(batch(Numbering.of(20)));
    assertThat(order.count()).isZero();
  }

  @Test
  void everyCoordinateIsAtItsServerOnce() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int dimension = 1 + random.nextInt(3000);
      int servers = 1 + random.nextInt(5);
      Layout layout = new Layout(dimension, 16, servers, servers + random.nextInt(20));
      ServerPartition order = new ServerPartition(layout, false);
      Numbering numbering = Numbering.of(dimension);
      for (int trial = 0; trial < 4; trial++) {
        int[] entries = random.ints(random.nextInt(2500), 0, dimension).toArray();
        MiniBatch batch = batch(numbering, entries);
        order.begin(batch);
        assertGrouped(order, batch, layout, seed);
      }
    }
  }

  private static void assertGrouped(
      ServerPartition order, MiniBatch batch, Layout layout, long seed) {
    int count = 0;
    for (int server = 0; server < layout.servers(); server++) {
      assertThat(order.from(server)).as("seed=%s", seed).isEqualTo(count);
      for (int c : list(order.of(server))) {
        assertThat(layout.server(layout.page(c))).as("seed=%s", seed).isEqualTo(server);
        assertThat(c).as("seed=%s", seed).isEqualTo(batch.coordinate[count]);
        count++;
      }
    }
    assertThat(order.count()).as("seed=%s", seed).isEqualTo(count).isEqualTo(batch.distinct());
  }

  private static int[] list(Coordinates coordinates) {
    Coordinates.Listed listed = (Coordinates.Listed) coordinates;
    return Arrays.copyOfRange(listed.list(), listed.from(), listed.from() + listed.count());
  }

  private static MiniBatch batch(Numbering numbering, int... coordinates) {
    MiniBatch batch = new MiniBatch(1, numbering);
    batch.entries(coordinates, new float[coordinates.length], coordinates.length);
    batch.endExample(0f, 1f, 0L, "", Origin.UNKNOWN);
    return batch;
  }
}
