// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.testing.Case;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class GaugesTest {
  private final Map<String, Gauge<?>> shown = new HashMap<>();
  private double loss = Double.NaN;
  private double bound = Double.POSITIVE_INFINITY;

  private MetricGroup group(String prefix) {
    return new UnregisteredMetricsGroup() {
      @Override
      public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
        assertThat(shown.put(prefix + name, gauge)).as("once").isNull();
        return gauge;
      }
    };
  }

  private static Metric metric(String name) {
    return new Metric(name, "numbers", "What the test says.", "");
  }

  private Object value(String name) {
    return shown.get(name).getValue();
  }

  @Test
  void appearWhenTheyAreKnownAndKeepTheNewestNumber() {
    Gauges gauges = new Gauges(group(""));
    gauges.add(metric("loss"), () -> loss);
    gauges.add(metric("bound"), () -> bound);
    gauges.update();
    assertThat(shown).isEmpty();
    loss = 0.5;
    gauges.update();
    assertThat(shown).containsOnlyKeys("loss");
    loss = Double.NaN;
    gauges.update();
    assertThat(value("loss")).isEqualTo(0.5);
    loss = 0.25;
    bound = 7;
    gauges.update();
    assertThat(value("loss")).isEqualTo(0.25);
    assertThat(value("bound")).isEqualTo(7.0);
  }

  @Test
  @Tag("case")
  void readNothingThatTheTaskChanges() {
    List<Integer> owned = new ArrayList<>(List.of(1));
    List<Thread> askedBy = new ArrayList<>();
    Gauges gauges = new Gauges(group(""));
    gauges.count(
        metric("steps"),
        () -> {
          askedBy.add(Thread.currentThread());
          return owned.size();
        });
    gauges.in(group("reason.")).count(metric("steps"), owned::size);
    owned.add(2);
    assertThat(value("steps")).isEqualTo(1L);
    assertThat(value("reason.steps")).isEqualTo(1L);
    Case.equal(
        "flink", "five reads of a gauge: how often the task's state is read", 0, asked(askedBy));
    gauges.update();
    assertThat(value("steps")).isEqualTo(2L);
    assertThat(value("reason.steps")).isEqualTo(2L);
    assertThat(askedBy).hasSize(2);
  }

  private int asked(List<Thread> askedBy) {
    for (int i = 0; i < 5; i++) {
      assertThat(value("steps")).isEqualTo(1L);
    }
    return askedBy.size() - 1; // when it was made
  }
}
