// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import io.flinksgd.flink.option.Option;
import io.flinksgd.jobs.JobOptions.Format;
import io.flinksgd.kafka.format.ExampleFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.flink.configuration.ReadableConfig;

/** What the options say that records are written in. */
final class FormatOptions {
  private FormatOptions() {}

  /**
   * The format that {@code config} says.
   *
   * @throws IllegalArgumentException if an option is wrong, or means nothing in this format
   */
  static ExampleFormat format(ReadableConfig config) {
    Format format = JobOptions.FORMAT.in(config);
    if (format != Format.CSV) {
      refuse(JobOptions.COLUMNS, format, config);
      refuse(JobOptions.CSV_SEPARATOR, format, config);
    }
    if (format != Format.LIBSVM) {
      refuse(JobOptions.INDEX_BASE, format, config);
    }
    if (format == Format.LIBSVM || format == Format.VW) {
      List.of(
              JobOptions.LABEL_FIELD,
              JobOptions.WEIGHT_FIELD,
              JobOptions.TIME_FIELD,
              JobOptions.KEY_FIELD)
          .forEach(option -> refuse(option, format, config));
    }
    if (format == Format.LIBSVM || format == Format.CSV) {
      refuse(JobOptions.DENSE_FIELD, format, config);
    }
    if (format != Format.JSON) {
      refuse(JobOptions.SPARSE_FIELD, format, config);
    }
    return switch (format) {
      case JSON -> new ExampleFormat.Json();
      case CSV -> new ExampleFormat.Csv(columns(config), separator(config));
      case LIBSVM -> new ExampleFormat.Libsvm(JobOptions.INDEX_BASE.in(config));
      case VW -> new ExampleFormat.Vw();
    };
  }

  private static void refuse(Option<?> option, Format format, ReadableConfig config) {
    config
        .getOptional(option.config())
        .ifPresent(
            value -> {
              throw new IllegalArgumentException(
                  "%s must not be given with this format: %s=%s, format=%s"
                      .formatted(
                          option.name(),
                          option.name(),
                          value,
                          format.name().toLowerCase(Locale.ROOT)));
            });
  }

  private static List<String> columns(ReadableConfig config) {
    String columns = JobOptions.COLUMNS.in(config);
    return columns == null
        ? List.of()
        : Arrays.stream(columns.split(",", -1)).map(String::strip).toList();
  }

  private static char separator(ReadableConfig config) {
    String separator = JobOptions.CSV_SEPARATOR.in(config);
    if (separator.equals("tab") || separator.equals("\\t")) {
      return '\t';
    }
    if (separator.length() != 1) {
      throw new IllegalArgumentException(
          "csv-separator must be one character or tab: csv-separator=" + separator);
    }
    return separator.charAt(0);
  }
}
