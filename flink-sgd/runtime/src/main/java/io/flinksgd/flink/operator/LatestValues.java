// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.operator;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.accumulators.Accumulator;

/**
 * An accumulator that holds the newest values that one subtask has set. By it an operator of
 * parallelism one says in the job's result how the job went, in types that every class loader
 * knows. Set on the operator's thread, read on any.
 */
@SuppressWarnings("NonApiType") // Flink wants a type that is serializable
public final class LatestValues
    implements Accumulator<TreeMap<String, String>, TreeMap<String, String>> {
  private static final long serialVersionUID = 1L;

  private volatile TreeMap<String, String> values = new TreeMap<>();

  /** No values yet. */
  public LatestValues() {}

  /** Replaces all values. */
  public void set(Map<String, String> newest) {
    values = new TreeMap<>(newest);
  }

  @Override
  public void add(TreeMap<String, String> newest) {
    set(newest);
  }

  @Override
  public TreeMap<String, String> getLocalValue() {
    return values;
  }

  @Override
  public void resetLocal() {
    values = new TreeMap<>();
  }

  @Override
  public void merge(Accumulator<TreeMap<String, String>, TreeMap<String, String>> other) {
    if (!other.getLocalValue().isEmpty()) {
      values = other.getLocalValue();
    }
  }

  @Override
  @SuppressWarnings("MissingSuperCall") // there is nothing to clone but the reference
  public LatestValues clone() {
    LatestValues copy = new LatestValues();
    copy.values = values;
    return copy;
  }
}
