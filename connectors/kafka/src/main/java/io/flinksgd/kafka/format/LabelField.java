package io.flinksgd.kafka.format;

import io.flinksgd.example.Refusal;
import io.flinksgd.feature.Labels;

/** The truth to learn. */
final class LabelField extends NamedField {
  private final Labels labels;
  private float label;

  LabelField(String name, Labels labels) {
    super(name);
    this.labels = labels;
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
