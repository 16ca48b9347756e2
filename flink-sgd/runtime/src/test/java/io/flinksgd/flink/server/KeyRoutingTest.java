// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.layout.Layout;
import java.util.Random;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

/** That the layout, which knows no Flink, says what Flink does. */
final class KeyRoutingTest {
  @Test
  void serversHoldTheKeyGroupsThatFlinkGivesThem() {
    Random random = new Random(8);
    for (int trial = 0; trial < 1000; trial++) {
      Layout layout = randomLayout(random);
      for (int page = 0; page < layout.pages(); page++) {
        int group = layout.keyGroup(layout.shard(page));
        KeyGroupRange range =
            KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                layout.keyGroups(), layout.servers(), layout.server(page));
        assertThat(range.contains(group)).as("%s page %s", layout, page).isTrue();
      }
    }
  }

  private static Layout randomLayout(Random random) {
    int keyGroups = 1 + random.nextInt(200);
    int servers = 1 + random.nextInt(Math.min(keyGroups, 12));
    return new Layout(1 + random.nextInt(2000), 16 << random.nextInt(4), servers, keyGroups);
  }
}
