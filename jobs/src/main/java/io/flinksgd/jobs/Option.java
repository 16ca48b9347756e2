package io.flinksgd.jobs;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/**
 * One option, the single definition behind the command line, the Flink configuration and the
 * README.
 *
 * @param group heading in the help and in the README
 * @param config key, type, default and description
 * @param argument what stands for the value in the help: {@code N}
 * @param rule what a value must be, for error messages: {@code a whole number}
 */
public record Option<T>(Group group, ConfigOption<T> config, String argument, String rule) {
  static final String PREFIX = "flink-sgd.";

  /** Headings. */
  public enum Group {
    TRAINING("Training"),
    KAFKA("Kafka"),
    JOB("Job");

    final String title;

    Group(String title) {
      this.title = title;
    }
  }

  /** The name on the command line, without dashes. */
  public String name() {
    return config.key().substring(PREFIX.length());
  }

  /** The key in Flink's configuration. */
  public String key() {
    return config.key();
  }

  /**
   * The value in {@code from}, or the default, or null.
   *
   * @throws IllegalArgumentException if the value cannot be read as the option's type
   */
  public T in(ReadableConfig from) {
    try {
      return from.get(config);
    } catch (IllegalArgumentException e) {
      String value = from.toMap().get(key());
      throw new IllegalArgumentException(
          name() + " must be " + rule + ": " + name() + "=" + value, e);
    }
  }

  /** As {@link #in}, as one would type it; empty when there is no value. */
  public String textIn(ReadableConfig from) {
    return OptionTable.text(in(from));
  }

  /**
   * As {@link #in}, for an option that has no default and must be given.
   *
   * @throws IllegalArgumentException if it is missing
   */
  public T requiredIn(ReadableConfig from) {
    T value = in(from);
    if (value == null) {
      throw new IllegalArgumentException(
          "%s must be given: --%s %s, or %s in Flink's configuration"
              .formatted(name(), name(), argument, key()));
    }
    return value;
  }
}
