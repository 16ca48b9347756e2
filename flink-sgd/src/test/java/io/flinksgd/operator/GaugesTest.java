package io.flinksgd.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

final class GaugesTest {
  private final Map<String, Gauge<?>> shown = new HashMap<>();
  private double loss = Double.NaN;
  private double bound = Double.POSITIVE_INFINITY;

  @Test
  void appearWhenTheyAreKnownAndKeepTheNewestNumber() {
    Gauges gauges =
        new Gauges(
            new UnregisteredMetricsGroup() {
              @Override
              public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
                assertThat(shown.put(name, gauge)).as("once").isNull();
                return gauge;
              }
            });
    gauges.add("loss", () -> loss);
    gauges.add("bound", () -> bound);
    gauges.update();
    assertThat(shown).isEmpty();
    loss = 0.5;
    gauges.update();
    assertThat(shown).containsOnlyKeys("loss");
    loss = Double.NaN;
    gauges.update();
    assertThat(shown.get("loss").getValue()).isEqualTo(0.5);
    loss = 0.25;
    bound = 7;
    gauges.update();
    assertThat(shown.get("loss").getValue()).isEqualTo(0.25);
    assertThat(shown.get("bound").getValue()).isEqualTo(7.0);
  }
}
