// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * An operator's gauges. Reporters read them on threads of their own, while the operator changes its
 * state: a gauge shows its number as of the last {@link #update}, and reads nothing else. Owned by
 * the operator's thread.
 */
public final class Gauges {
  private final MetricGroup group;
  private final List<Runnable> all;

  /** No gauge yet; those to come are in {@code group}. */
  public Gauges(MetricGroup group) {
    this(group, new ArrayList<>());
  }

  private Gauges(MetricGroup group, List<Runnable> all) {
    this.group = group;
    this.all = all;
  }

  /** More gauges that are updated with these, in another group. */
  public Gauges in(MetricGroup other) {
    return new Gauges(other, all);
  }

  /** A gauge of a number that is always known; {@code value} is read now for the first time. */
  public void count(Metric metric, LongSupplier value) {
    Count count = new Count(value);
    count.update();
    all.add(count::update);
    metric.<Long, Gauge<Long>>gauge(group, () -> count.newest);
  }

  /**
   * A gauge of a number that may not be known, such as the loss of no example. It appears when its
   * number is known for the first time, and shows the newest known one. So it is never NaN or
   * infinite: some reporters drop such values, some refuse the whole report, and sums of them are
   * of no use. Nor does it show -1 or 0, which would look like a loss. Counts of examples and
   * samples show whether a number is new.
   *
   * @param value NaN or infinite while it is not known
   */
  public void add(Metric metric, DoubleSupplier value) {
    all.add(new Known(metric, value)::update);
  }

  /** Reads all numbers; to be called when they may have changed. */
  public void update() {
    all.forEach(Runnable::run);
  }

  private static final class Count {
    private final LongSupplier value;
    private volatile long newest;

    Count(LongSupplier value) {
      this.value = value;
    }

    void update() {
      newest = value.getAsLong();
    }
  }

  private final class Known {
    private final Metric metric;
    private final DoubleSupplier value;
    private boolean shown;
    private volatile double newest;

    Known(Metric metric, DoubleSupplier value) {
      this.metric = metric;
      this.value = value;
    }

    void update() {
      double now = value.getAsDouble();
      if (!Double.isFinite(now)) {
        return;
      }
      newest = now;
      if (!shown) {
        shown = true;
        metric.<Double, Gauge<Double>>gauge(group, () -> newest);
      }
    }
  }
}
