// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.option;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.util.TimeUtils;

/**
 * One option, wherever it may be given.
 *
 * @param config name, type, default and description
 * @param argument what stands for the value in the help: {@code N}
 * @param rule what a value must be, for error messages: {@code a whole number}
 */
public record Option<T>(ConfigOption<T> config, String argument, String rule) {

  /** What it is called, wherever it is given. */
  public String name() {
    return config.key();
  }

  /**
   * The value in {@code from}, or the default, or null.
   *
   * @param from has options by their bare names
   * @throws IllegalArgumentException if the value cannot be read as the option's type
   */
  public T in(ReadableConfig from) {
    return in(from, ReadableConfig::get);
  }

  /** As above, without the default. */
  Optional<T> givenIn(ReadableConfig from) {
    return in(from, ReadableConfig::getOptional);
  }

  private <R> R in(ReadableConfig from, BiFunction<ReadableConfig, ConfigOption<T>, R> how) {
    try {
      return how.apply(from, config);
    } catch (IllegalArgumentException e) {
      if (config.defaultValue() instanceof Map) {
        throw new IllegalArgumentException( // the cause says the value, too
            "%s must be %s; what was given is not shown, for it may be a secret"
                .formatted(name(), rule));
      }
      String value = from.toMap().get(name());
      throw new IllegalArgumentException(
          name() + " must be " + rule + ": " + name() + "=" + value, e);
    }
  }

  /** As {@link #in}, as one would type it; empty when there is no value. */
  public String textIn(ReadableConfig from) {
    return text(in(from));
  }

  /** The default as one would type it; empty when there is none. */
  public String defaultText() {
    return config.hasDefaultValue() ? text(config.defaultValue()) : "";
  }

  /** What it is for, in sentences. */
  public String description() {
    return new HtmlFormatter().format(config.description());
  }

  private static String text(Object value) {
    if (value == null || value instanceof Map) {
      return "";
    }
    if (value instanceof Duration time) {
      return TimeUtils.formatWithHighestUnit(time).replace(" ", "");
    }
    return value instanceof Enum<?> choice
        ? choice.toString().toLowerCase(Locale.ROOT)
        : value.toString();
  }
}
