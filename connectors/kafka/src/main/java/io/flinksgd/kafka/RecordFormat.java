package io.flinksgd.kafka;

import io.flinksgd.model.Fields;
import io.flinksgd.model.Refusal;

/** Reads records of one format and tells a {@link Fields} what is in them. For one thread. */
interface RecordFormat {
  /**
   * Tells the fields of a record in their order, from {@link Fields#begin} on.
   *
   * @param record its bytes, which are not changed
   * @throws Refusal if it is not of this format, or breaks a rule of those who are told
   */
  void read(byte[] record) throws Refusal;
}
