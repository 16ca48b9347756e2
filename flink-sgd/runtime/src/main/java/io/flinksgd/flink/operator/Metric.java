// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.operator;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/**
 * A metric as it is declared: by this it is registered with Flink, and from this the page of
 * metrics is made. A {@link MetricSection} makes it.
 *
 * @param name in its group; says the unit where it is not the obvious one
 * @param unit of the number that reporters get
 * @param meaning in Markdown, a sentence
 * @param advice what an operator is to do, in Markdown; may be empty
 */
public record Metric(String name, String unit, String meaning, String advice) {
  /** Registers a new counter. */
  public Counter counter(MetricGroup group) {
    return group.counter(name);
  }

  /** Registers {@code gauge}, which reporters read on threads of their own. */
  public <T, G extends Gauge<T>> void gauge(MetricGroup group, G gauge) {
    group.gauge(name, gauge);
  }

  /** Registers {@code histogram} and returns it. */
  public <H extends Histogram> H histogram(MetricGroup group, H histogram) {
    return group.histogram(name, histogram);
  }
}
