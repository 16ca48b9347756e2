// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.operator;

import java.util.ArrayList;
import java.util.List;

/** Metrics that the page of metrics lists together. Owned by the class that declares them. */
public final class MetricSection {
  private final String title;
  private final String where;
  private final List<Metric> metrics = new ArrayList<>();

  /** No metric yet; {@code where} says in Markdown which operators have them, may be empty. */
  public MetricSection(String title, String where) {
    this.title = title;
    this.where = where;
  }

  /** Declares a metric of this section that needs no advice. */
  public Metric metric(String name, String unit, String meaning) {
    return metric(name, unit, meaning, "");
  }

  /** Declares a metric of this section; the parameters are those of {@link Metric}. */
  public Metric metric(String name, String unit, String meaning, String advice) {
    Metric metric = new Metric(name, unit, meaning, advice);
    metrics.add(metric);
    return metric;
  }

  /** The heading. */
  public String title() {
    return title;
  }

  /** Which operators have these metrics; may be empty. */
  public String where() {
    return where;
  }

  /** The metrics in the order in which they were declared. */
  public List<Metric> metrics() {
    return List.copyOf(metrics);
  }
}
