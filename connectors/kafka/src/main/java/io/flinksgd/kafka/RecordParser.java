package io.flinksgd.kafka;

import io.flinksgd.model.Example;
import io.flinksgd.model.Refusal;
import java.io.Serializable;

/** Makes examples of records. One parser serves one thread. */
interface RecordParser {
  /**
   * The example that {@code record} is.
   *
   * @throws Refusal with the rule that it breaks
   */
  Example parse(RawRecord record) throws Refusal;

  /** Makes a parser for each task. */
  @FunctionalInterface
  interface Factory extends Serializable {
    RecordParser create();
  }
}
