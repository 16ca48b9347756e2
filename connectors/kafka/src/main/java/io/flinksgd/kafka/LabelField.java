package io.flinksgd.kafka;

import io.flinksgd.model.Refusal;
import io.flinksgd.model.Values;

/** The truth to learn: a number, or a truth value. */
final class LabelField extends NamedField {
  private float label;

  LabelField(String name) {
    super(name);
  }

  float label() {
    return label;
  }

  @Override
  void truth(boolean x) {
    label = x ? 1f : 0f;
  }

  @Override
  void number(double x) throws Refusal {
    label = Values.finite(this, x);
  }
}
