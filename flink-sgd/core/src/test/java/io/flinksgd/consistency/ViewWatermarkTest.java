// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ViewWatermarkTest {
  private record View(int worker, long pull, long version) {}

  @Test
  void usageExample() {
    ViewWatermark views = new ViewWatermark(2);
    views.use(0, 1, 5);
    views.use(1, 1, 6);
    assertThat(views.advance(9)).isEqualTo(5);
    views.release(0, 1);
    assertThat(views.advance(9)).isEqualTo(6);
    views.release(1, 1);
    assertThat(views.advance(9)).isEqualTo(9);
    assertThat(views.watermark()).isEqualTo(9);
  }

  @Test
  void aYoungViewReleasedFirstDoesNotMoveIt() {
    ViewWatermark views = new ViewWatermark(3);
    views.use(0, 1, 1);
    views.use(1, 1, 2);
    views.use(2, 1, 3);
    views.release(1, 1);
    assertThat(views.advance(7)).isEqualTo(1);
    views.release(0, 1);
    assertThat(views.advance(7)).isEqualTo(3);
  }

  @Test
  void releasingALaterPullReleasesTheEarlierOnes() {
    ViewWatermark views = new ViewWatermark(1);
    views.use(0, 1, 1);
    views.use(0, 2, 2);
    views.use(0, 3, 3);
    views.release(0, 2);
    assertThat(views.advance(7)).isEqualTo(3);
    views.drop(0);
    assertThat(views.advance(7)).isEqualTo(7);
  }

  @Test
  void isTheMinimumOfTheViewsInUseAndNeverGoesBack() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int workers = 1 + random.nextInt(6);
      ViewWatermark views = new ViewWatermark(workers);
      List<View> naive = new ArrayList<>();
      long[] pulls = new long[workers];
      long version = 0;
      long last = 0;
      for (int step = 0; step < 300; step++) {
        int worker = random.nextInt(workers);
        switch (random.nextInt(5)) {
          case 0 -> {
            views.use(worker, ++pulls[worker], version);
            naive.add(new View(worker, pulls[worker], version));
          }
          case 1 -> {
            long pull = Math.max(0, pulls[worker] - random.nextInt(3));
            views.release(worker, pull);
            naive.removeIf(view -> view.worker == worker && view.pull <= pull);
          }
          case 2 -> {
            views.drop(worker);
            naive.removeIf(view -> view.worker == worker);
          }
          default -> version++;
        }
        long expected = naive.stream().mapToLong(View::version).min().orElse(version);
        String name = "seed=" + seed + " step=" + step;
        assertThat(views.advance(version))
            .as(name)
            .isEqualTo(expected)
            .isGreaterThanOrEqualTo(last);
        assertThat(views.watermark()).as(name).isEqualTo(expected);
        last = expected;
      }
    }
  }
}
