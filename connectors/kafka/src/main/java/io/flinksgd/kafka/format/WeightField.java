// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.Values;

/** The importance of an example: a number that is not negative. */
final class WeightField extends NamedField {
  private float weight = 1f;

  WeightField(String name) {
    super(name);
  }

  @Override
  void begin() {
    super.begin();
    weight = 1f;
  }

  float weight() {
    return weight;
  }

  @Override
  void number(double x) throws Refusal {
    weight = Values.finite(this, x);
    if (weight < 0) {
      throw new Refusal(Reason.NOT_FINITE, name() + " must be >= 0: " + name() + "=" + weight);
    }
  }
}
