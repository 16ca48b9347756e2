package io.flinksgd.kafka;

import com.fasterxml.jackson.core.JsonParser;
import io.flinksgd.model.Features;
import io.flinksgd.model.Refusal;
import java.io.IOException;

/**
 * Collects the features of one record after another. The parser stands at a value, and is left at
 * its end. One row serves one thread.
 */
interface FeatureRow {
  /** Forgets the record before. */
  void begin();

  /** A field without a meaning of its own; not null. */
  void field(String name, JsonParser json) throws IOException, Refusal;

  /** The field of dense features. */
  void dense(String name, JsonParser json) throws IOException, Refusal;

  /** The field of sparse features. */
  void sparse(String name, JsonParser json) throws IOException, Refusal;

  /** The features of the record. */
  Features finish() throws Refusal;
}
