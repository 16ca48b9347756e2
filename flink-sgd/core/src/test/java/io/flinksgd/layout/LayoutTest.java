// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class LayoutTest {
  @Test
  void usageExample() {
    Layout layout = new Layout(100, 16, 2, 4);
    assertThat(layout.pages()).isEqualTo(7);
    assertThat(layout.shards()).isEqualTo(4);
    assertThat(layout.page(99)).isEqualTo(6);
    assertThat(layout.pageLength(0)).isEqualTo(16);
    assertThat(layout.pageLength(6)).isEqualTo(4);
    assertThat(layout.firstCoordinate(0)).isZero();
    assertThat(layout.firstCoordinate(1)).isEqualTo(64);
    assertThat(layout.firstCoordinate(2)).isEqualTo(100);
  }

  @Test
  void everyPageHasOneServerAndServersFollowEachOther() {
    Random random = new Random(6);
    for (int trial = 0; trial < 2000; trial++) {
      Layout layout = randomLayout(random);
      int server = 0;
      int coordinates = 0;
      for (int page = 0; page < layout.pages(); page++) {
        int here = layout.server(page);
        assertThat(here).as("%s page %s", layout, page).isBetween(server, layout.servers() - 1);
        server = here;
        assertThat(page)
            .as("%s server %s", layout, here)
            .isBetween(layout.firstPage(here), layout.firstPage(here + 1) - 1);
        assertThat(layout.pageLength(page)).isBetween(1, layout.pageSize());
        assertThat(layout.page(coordinates)).isEqualTo(page);
        coordinates += layout.pageLength(page);
        assertThat(layout.page(coordinates - 1)).isEqualTo(page);
      }
      assertThat(coordinates).as("%s", layout).isEqualTo(layout.dimension());
      assertThat(layout.firstCoordinate(0)).isZero();
      assertThat(layout.firstPage(layout.servers())).isEqualTo(layout.pages());
      assertThat(layout.firstCoordinate(layout.servers())).isEqualTo(layout.dimension());
    }
  }

  @Test
  void shardsAreOneOrMorePagesAndKeepTheirKeyGroupWhateverTheServers() {
    Random random = new Random(7);
    for (int trial = 0; trial < 500; trial++) {
      Layout layout = randomLayout(random);
      Layout rescaled = new Layout(layout.dimension(), layout.pageSize(), 1, layout.keyGroups());
      int before = -1;
      for (int page = 0; page < layout.pages(); page++) {
        int shard = layout.shard(page);
        assertThat(shard).as("%s page %s", layout, page).isBetween(before, before + 1);
        assertThat(rescaled.shard(page)).isEqualTo(shard);
        assertThat(rescaled.keyGroup(shard)).isEqualTo(layout.keyGroup(shard));
        before = shard;
      }
      assertThat(before).isEqualTo(layout.shards() - 1);
    }
  }

  @Test
  void holdsTheLargestModel() {
    Layout layout = new Layout(Integer.MAX_VALUE, 4096, 3, 128);
    assertThat(layout.pages()).isEqualTo(1 << 19);
    assertThat(layout.pageLength(layout.pages() - 1)).isEqualTo(4095);
    assertThat(layout.shards()).isEqualTo(128);
    assertThat(layout.firstCoordinate(3)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void refusesShapesWithoutMeaning() {
    assertThatThrownBy(() -> new Layout(0, 16, 1, 1))
        .hasMessage("dimension must be >= 1: dimension=0");
    assertThatThrownBy(() -> new Layout(1, 16, 3, 2))
        .hasMessage("servers must be <= maxParallelism 2: servers=3");
  }

  private static Layout randomLayout(Random random) {
    int keyGroups = 1 << random.nextInt(8);
    keyGroups += random.nextInt(keyGroups);
    return new Layout(
        1 + random.nextInt(2000),
        16 << random.nextInt(4),
        1 + random.nextInt(Math.min(keyGroups, 12)),
        keyGroups);
  }
}
