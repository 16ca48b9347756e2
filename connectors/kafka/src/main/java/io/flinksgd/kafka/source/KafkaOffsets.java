// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/** Offsets by name. */
public final class KafkaOffsets {
  private static final String TIMESTAMP = "timestamp:";

  private KafkaOffsets() {}

  @SuppressWarnings("deprecation") // Flink's connector takes no other type.
  public static OffsetsInitializer parse(String text) {
    if (text.startsWith(TIMESTAMP)) {
      try {
        return OffsetsInitializer.timestamp(Long.parseLong(text.substring(TIMESTAMP.length())));
      } catch (NumberFormatException e) {
        throw unknown(text);
      }
    }
    return switch (text) {
      case "earliest" -> OffsetsInitializer.earliest();
      case "latest" -> OffsetsInitializer.latest();
      case "committed" ->
          OffsetsInitializer.committedOffsets(
              org.apache.kafka.clients.consumer.OffsetResetStrategy.EARLIEST);
      default -> throw unknown(text);
    };
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "offsets must be earliest, latest, committed or timestamp:MILLISECONDS: offsets=" + text);
  }
}
