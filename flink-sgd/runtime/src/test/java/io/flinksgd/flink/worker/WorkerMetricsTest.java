// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

final class WorkerMetricsTest {
  private final Map<String, Histogram> shown = new HashMap<>();
  private final MetricGroup group =
      new UnregisteredMetricsGroup() {
        @Override
        public <H extends Histogram> H histogram(String name, H histogram) {
          shown.put(name, histogram);
          return histogram;
        }
      };

  @Test
  void showGapsInTheUnitsOfTheirNames() {
    WorkerMetrics metrics = new WorkerMetrics(group);
    metrics.gap(0.5, 2);
    assertThat(shown.get("gapMicros").getStatistics().getMax()).isEqualTo(500_000);
    assertThat(shown.get("gapOverBoundPercent").getStatistics().getMax()).isEqualTo(25);
  }

  @Test
  void showNoRatioToAnInfiniteBound() {
    WorkerMetrics metrics = new WorkerMetrics(group);
    metrics.gap(0.5, Double.POSITIVE_INFINITY);
    assertThat(shown.get("gapMicros").getCount()).isEqualTo(1);
    assertThat(shown.get("gapOverBoundPercent").getCount()).isZero();
  }
}
