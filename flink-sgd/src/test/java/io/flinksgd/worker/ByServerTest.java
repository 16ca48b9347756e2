package io.flinksgd.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.message.Coordinates;
import io.flinksgd.model.Layout;
import io.flinksgd.model.Origin;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ByServerTest {
  @Test
  void usageExample() {
    Layout layout = new Layout(64, 16, 2, 2);
    ByServer order = new ByServer(layout, false);
    order.begin(batch(Numbering.of(64), 40, 3, 40, 50, 3));
    assertThat(order.count()).isEqualTo(3);
    assertThat(list(order.of(0))).containsExactly(3);
    assertThat(list(order.of(1))).containsExactly(40, 50);
    float[] view = new float[3];
    order.scatter(0, new float[] {0.3f}, 0, 1, view);
    order.scatter(1, new float[] {9f, 0.4f, 0.5f}, 1, 1, view);
    assertThat(view).containsExactly(0.4f, 0.3f, 0.5f);
    float[] outgoing = new float[3];
    order.gather(view, 1, outgoing);
    assertThat(outgoing).containsExactly(0.3f, 0.4f, 0.5f);
  }

  @Test
  void wholeModelsAreRanges() {
    ByServer order = new ByServer(new Layout(40, 16, 2, 2), true);
    order.begin(batch(Numbering.identity(), 39, 0, 39));
    assertThat(order.count()).isEqualTo(40);
    assertThat(order.of(0)).isEqualTo(new Coordinates.Range(0, 32));
    assertThat(order.of(1)).isEqualTo(new Coordinates.Range(32, 8));
    assertThat(order.sameOrder()).isTrue();
    float[] view = new float[80];
    order.scatter(
        1,
        new float[] {1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f, 9f, 10f, 11f, 12f, 13f, 14f, 15f, 16f},
        0,
        2,
        view);
    assertThat(view[63]).isZero();
    assertThat(view[64]).isEqualTo(1f);
    assertThat(view[79]).isEqualTo(16f);
  }

  @Test
  void aServerWithoutCoordinatesHasNone() {
    ByServer order = new ByServer(new Layout(20, 16, 4, 8), false);
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
  void everyCoordinateIsAtItsServerOnceAndItsFloatsReturnToTheirPlace() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int dimension = 1 + random.nextInt(3000);
      int servers = 1 + random.nextInt(5);
      int stride = 1 + random.nextInt(3);
      Layout layout = new Layout(dimension, 16, servers, servers + random.nextInt(20));
      ByServer order = new ByServer(layout, false);
      Numbering numbering = Numbering.of(dimension);
      for (int trial = 0; trial < 4; trial++) {
        int[] entries = random.ints(random.nextInt(2500), 0, dimension).toArray();
        MiniBatch batch = batch(numbering, entries);
        order.begin(batch);
        assertGrouped(order, batch, layout, seed);
        assertReturns(order, batch, servers, stride, seed);
      }
    }
  }

  private static void assertGrouped(ByServer order, MiniBatch batch, Layout layout, long seed) {
    TreeSet<Integer> found = new TreeSet<>();
    int count = 0;
    for (int server = 0; server < layout.servers(); server++) {
      assertThat(order.from(server)).as("seed=%s", seed).isEqualTo(count);
      for (int c : list(order.of(server))) {
        assertThat(layout.server(layout.page(c))).as("seed=%s", seed).isEqualTo(server);
        found.add(c);
        count++;
      }
    }
    assertThat(order.count()).as("seed=%s", seed).isEqualTo(count).isEqualTo(batch.distinct());
    assertThat(found).as("seed=%s", seed).hasSize(count);
    assertThat(found.stream().mapToInt(Integer::intValue).toArray())
        .as("seed=%s", seed)
        .containsExactly(sorted(batch));
  }

  private static int[] sorted(MiniBatch batch) {
    int[] sorted = Arrays.copyOf(batch.coordinate, batch.distinct());
    Arrays.sort(sorted);
    return sorted;
  }

  /** A server's floats tell their coordinate. */
  private static void assertReturns(
      ByServer order, MiniBatch batch, int servers, int stride, long seed) {
    float[] view = new float[batch.distinct() * stride];
    float[] sent = new float[view.length];
    int at = 0;
    for (int server = 0; server < servers; server++) {
      int[] list = list(order.of(server));
      float[] values = new float[5 + list.length * stride];
      for (int k = 0; k < values.length - 5; k++) {
        values[5 + k] = list[k / stride] + 0.25f * (k % stride);
        sent[at++] = values[5 + k];
      }
      order.scatter(server, values, 5, stride, view);
    }
    for (int k = 0; k < view.length; k++) {
      assertThat(view[k])
          .as("seed=%s", seed)
          .isEqualTo(batch.coordinate[k / stride] + 0.25f * (k % stride));
    }
    if (!order.sameOrder()) {
      float[] outgoing = new float[view.length];
      order.gather(view, stride, outgoing);
      assertThat(outgoing).as("seed=%s", seed).containsExactly(sent);
    }
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
