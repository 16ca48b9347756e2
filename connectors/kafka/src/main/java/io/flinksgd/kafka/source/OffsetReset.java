// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializerValidator;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * What happens when the offset that comes next is not on the topic any more: the property {@code
 * auto.offset.reset}. Unless it is said, reading goes on at the earliest record.
 */
public enum OffsetReset {
  /** The job fails. */
  NONE,
  /** Reading goes on with the first record that there is. */
  EARLIEST,
  /** Reading goes on with the next record that comes. */
  LATEST;

  /** The property of a consumer that says it. */
  public static final String PROPERTY = "auto.offset.reset";

  /**
   * As the user says.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static OffsetReset in(Map<String, String> properties) {
    String text = properties.getOrDefault(PROPERTY, "earliest");
    return Arrays.stream(values())
        .filter(reset -> reset.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "auto.offset.reset must be none, earliest or latest: auto.offset.reset="
                        + text));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Where to begin, without a client that resets by itself: Flink's source gives its client what
   * the start says, whatever the user has said, and a client resets in silence.
   */
  public record Start(OffsetsInitializer offsets)
      implements OffsetsInitializer, OffsetsInitializerValidator {
    private static final long serialVersionUID = 1L;

    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
        Collection<TopicPartition> partitions, PartitionOffsetsRetriever kafka) {
      return offsets.getPartitionOffsets(partitions, kafka);
    }

    @Override
    @SuppressWarnings("deprecation") // Flink's connector takes no other type
    public OffsetResetStrategy getAutoOffsetResetStrategy() {
      return OffsetResetStrategy.NONE;
    }

    @Override
    public void validate(Properties client) {
      if (offsets instanceof OffsetsInitializerValidator validator) {
        validator.validate(client);
      }
    }
  }
}
