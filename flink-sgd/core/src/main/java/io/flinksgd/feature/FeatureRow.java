// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import java.util.Optional;

/** Makes features of the fields of one record after another. For one thread. */
public interface FeatureRow extends Fields {
  /**
   * The features of the record that was given; none of it is left.
   *
   * @throws Refusal if they cannot be a model's
   */
  Features finish() throws Refusal;

  /** What it has seen of fields, if it gathers that. */
  default Optional<SeenKinds> seen() {
    return Optional.empty();
  }
}
