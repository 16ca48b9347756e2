// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Example;
import io.flinksgd.example.Refusal;
import io.flinksgd.feature.SeenKinds;
import java.io.Serializable;
import java.util.Optional;
import org.apache.flink.api.common.serialization.DeserializationSchema;

/** Makes examples of records. One parser serves one thread. */
public interface RecordParser {
  /** Prepares for records, in the task that reads them. */
  default void open(DeserializationSchema.InitializationContext context) throws Exception {}

  /**
   * The example that {@code record} is, or null if it is none: a header.
   *
   * @throws Refusal with the rule that it breaks
   */
  Example parse(RawRecord record) throws Refusal;

  /** What it has seen of the fields of examples, if it gathers that. */
  default Optional<SeenKinds> seen() {
    return Optional.empty();
  }

  /** Makes a parser for each task. */
  @FunctionalInterface
  interface Factory extends Serializable {
    RecordParser create();
  }
}
