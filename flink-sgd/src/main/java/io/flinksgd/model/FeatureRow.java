package io.flinksgd.model;

/** Makes features of the fields of one record after another. For one thread. */
public interface FeatureRow extends Fields {
  /**
   * The features of the record that was told; none of it is left.
   *
   * @throws Refusal if they cannot be a model's
   */
  Features finish() throws Refusal;
}
