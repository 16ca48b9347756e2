// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.Test;

final class PeriodicTest {
  private final TestProcessingTimeService time = new TestProcessingTimeService();
  private final List<Long> runs = new ArrayList<>();

  private void run() {
    runs.add(time.getCurrentProcessingTime());
  }

  @Test
  void usageExample() throws Exception {
    time.setCurrentTime(1000);
    Periodic.every(time, 50, this::run);
    time.setCurrentTime(1049);
    assertThat(runs).isEmpty();
    time.setCurrentTime(1050);
    assertThat(runs).containsExactly(1050L);
    time.setCurrentTime(1099);
    time.setCurrentTime(1100);
    assertThat(runs).containsExactly(1050L, 1100L);
  }

  @Test
  void whatIsLateRunsOnceAndNotOnceForEachTimeThatWasMissed() throws Exception {
    Periodic.every(time, 50, this::run);
    time.setCurrentTime(1000);
    assertThat(runs).containsExactly(1000L);
    time.setCurrentTime(1050);
    assertThat(runs).containsExactly(1000L, 1050L);
  }

  @Test
  void whatIsStoppedRunsNoMoreAndLeavesNoTimer() throws Exception {
    Periodic periodic = Periodic.every(time, 50, this::run);
    time.setCurrentTime(50);
    periodic.stop();
    assertThat(time.getNumActiveTimers()).isZero();
    time.setCurrentTime(1000);
    assertThat(runs).containsExactly(50L);
  }

  @Test
  void anActionMayStopIt() throws Exception {
    List<Periodic> self = new ArrayList<>();
    self.add(
        Periodic.every(
            time,
            50,
            () -> {
              run();
              self.get(0).stop();
            }));
    time.setCurrentTime(50);
    assertThat(time.getNumActiveTimers()).isZero();
    time.setCurrentTime(1000);
    assertThat(runs).containsExactly(50L);
  }
}
