// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.option;

import io.flinksgd.feature.EventTimes;
import io.flinksgd.feature.Labels;
import org.apache.flink.configuration.ReadableConfig;

/** The options that say how values are written, in whatever records they come. */
public final class RecordOptions {
  /** All of them. */
  public static final OptionGroup GROUP = OptionGroup.titled("Records");

  public static final Option<String> LABELS =
      GROUP.text(
          "labels",
          "NEGATIVE|POSITIVE",
          null,
          "The two values of the label that stand for 0 and 1: -1|1, no|yes, false|true."
              + " Digits match the number and the text, true and false match the truth value and"
              + " the text; a value in quotation marks matches only text. Any other label is"
              + " rejected. By default numbers, and false and true.");
  public static final Option<String> TIME_UNIT =
      GROUP.text(
          "time-unit",
          "ms|s|us|ns",
          EventTimes.DEFAULT_UNIT,
          "The unit of event times that are numbers.");
  public static final Option<String> TIME_ZONE =
      GROUP.text(
          "time-zone",
          "ZONE",
          EventTimes.DEFAULT_ZONE,
          "The zone of event times that say none: UTC, an offset or a name such as Europe/Berlin.");

  private RecordOptions() {}

  /**
   * How labels are written.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  public static Labels labels(ReadableConfig config) {
    String given = LABELS.in(config);
    if (given == null) {
      return Labels.numbers();
    }
    Labels labels = Labels.parse(given);
    labels.refuseLongNumbers();
    return labels;
  }

  /**
   * How event times are written.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  public static EventTimes times(ReadableConfig config) {
    return EventTimes.of(TIME_UNIT.in(config), TIME_ZONE.in(config));
  }
}
