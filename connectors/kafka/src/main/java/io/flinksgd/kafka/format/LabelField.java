// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.Labels;

/** The label of an example. */
final class LabelField extends NamedField {
  private final Labels labels;
  private float label;
  private boolean absent;

  LabelField(String name, Labels labels) {
    super(name);
    this.labels = labels;
  }

  @Override
  void begin() {
    super.begin();
    absent = false;
  }

  /** The record has the field, and nothing is in it. */
  void absent() {
    absent = true;
  }

  /** The refusal of a record without a label. */
  Refusal missing() {
    String rule = absent ? "%s must not be empty: %s=NULL" : "record must have the field '%s'";
    return new Refusal(Reason.MISSING_LABEL, rule.formatted(name(), name()));
  }

  float label() {
    return label;
  }

  /**
   * Whether {@code text}, of a record that has no types, is a truth value: {@code true}, {@code
   * TRUE} or {@code True}, unless two other values are named.
   */
  boolean readsTruth(String text) {
    return !labels.areNamed() && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"));
  }

  @Override
  void text(String text) throws Refusal {
    label = labels.text(this, text);
  }

  @Override
  void truth(boolean x) throws Refusal {
    label = labels.truth(this, x);
  }

  @Override
  void number(double x) throws Refusal {
    label = labels.number(this, x);
  }
}
