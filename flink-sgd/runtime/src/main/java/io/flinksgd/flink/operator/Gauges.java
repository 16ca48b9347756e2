// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * An operator's gauges. Reporters read from their own threads, while the operator's thread changes
 * what there is to be read: a gauge shows what its number was at the last {@link #update}, and
 * reads nothing else. Owned by the operator's thread.
 */
public final class Gauges {
  private final MetricGroup group;
  private final List<Runnable> all;

  /** None in {@code group} yet. */
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

  /** A gauge of a number that is always known; it is asked for now. */
  public void count(String name, LongSupplier value) {
    Count count = new Count(value);
    count.update();
    all.add(count::update);
    group.<Long, Gauge<Long>>gauge(name, () -> count.newest);
  }

  /**
   * A gauge of a number that may not be known, such as the loss of no example: it appears when its
   * number is known first, and shows the newest that was. So none is ever NaN or infinite, which
   * some reporters drop, others refuse with all that is sent beside it, and which spoils every sum;
   * and none has a number in its place that could be taken for a value, as -1 or 0 of a loss.
   * Whether there is something new to know the counts of examples and samples say.
   *
   * @param value NaN or infinite while it is not known
   */
  public void add(String name, DoubleSupplier value) {
    all.add(new Known(name, value)::update);
  }

  /** Asks for all numbers; to be called when they may have changed. */
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
    private final String name;
    private final DoubleSupplier value;
    private boolean shown;
    private volatile double newest;

    Known(String name, DoubleSupplier value) {
      this.name = name;
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
        group.<Double, Gauge<Double>>gauge(name, () -> newest);
      }
    }
  }
}
