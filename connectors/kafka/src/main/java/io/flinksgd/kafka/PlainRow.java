package io.flinksgd.kafka;

/** A row whose records may be plain. */
interface PlainRow extends FeatureRow {
  /**
   * As {@link #field(String, com.fasterxml.jackson.core.JsonParser)}, of a field that is plain and
   * not null. Returns false if it takes more to say what is wrong with it.
   */
  boolean field(String name, PlainJson value);
}
