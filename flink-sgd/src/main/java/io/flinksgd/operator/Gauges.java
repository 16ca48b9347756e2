package io.flinksgd.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * Gauges of numbers that may not be known, such as the loss of no example: one appears when its
 * number is known first, and shows the newest that was. So none is ever NaN or infinite, which some
 * reporters drop, others refuse with all that is sent beside it, and which spoils every sum; and
 * none has a number in its place that could be taken for a value, as -1 or 0 of a loss. Whether
 * there is something new to know the counts of examples and samples say. Owned by the operator's
 * thread, which calls {@link #update}; reporters read from theirs.
 */
public final class Gauges {
  private final MetricGroup group;
  private final List<Known> all = new ArrayList<>();

  /** None in {@code group} yet. */
  public Gauges(MetricGroup group) {
    this.group = group;
  }

  /** A gauge of {@code value}, which is NaN or infinite while it is not known. */
  public void add(String name, DoubleSupplier value) {
    all.add(new Known(name, value));
  }

  /** Asks for all values; to be called when they may have changed. */
  public void update() {
    for (Known each : all) {
      each.update();
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
