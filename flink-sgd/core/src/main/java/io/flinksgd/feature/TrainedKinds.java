// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Refusal;

/** Holds the fields of one thread's examples against what they were in training. */
public final class TrainedKinds implements KindWatch {
  private final FieldKinds trained;
  private MixedFields mixed;

  /**
   * Against {@code trained}; fields that are not in it are not known.
   *
   * @param mixed says what becomes of fields that are not what they were
   */
  public TrainedKinds(FieldKinds trained, MixedFields mixed) {
    this.trained = trained;
    this.mixed = mixed;
  }

  /** From now on {@code value} says what becomes of them. */
  public void tell(MixedFields value) {
    mixed = value;
  }

  @Override
  public int known(String field) {
    return trained.of(field);
  }

  @Override
  public void news(Field field, FieldKind kind) throws Refusal {
    mixed.met(field, kind, trained.of(field.name()));
  }

  @Override
  public void ended(boolean accepted) {
    if (accepted) {
      mixed.scored();
    }
  }
}
