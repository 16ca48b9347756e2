// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.option;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ConfigOptions.TypedConfigOptionBuilder;
import org.apache.flink.configuration.MemorySize;

/**
 * Options under one heading, in the order of their definition. Filled while a class is initialized,
 * not changed afterwards.
 */
public final class OptionGroup {
  private final String title;
  private final List<Option<?>> options = new ArrayList<>();

  private OptionGroup(String title) {
    this.title = title;
  }

  /** An empty group. */
  public static OptionGroup titled(String title) {
    return new OptionGroup(title);
  }

  /** The heading in the help and in the handbook. */
  public String title() {
    return title;
  }

  /** The options, in the order of the help. */
  public List<Option<?>> options() {
    return Collections.unmodifiableList(options);
  }

  /** Adds an option that is any text; {@code otherwise} is the default, or null. */
  public Option<String> text(String name, String argument, String otherwise, String description) {
    return add(named(name).stringType(), otherwise, description, argument, "a text");
  }

  /** Adds an option that is a whole number. */
  public Option<Integer> number(String name, Integer otherwise, String description) {
    return add(named(name).intType(), otherwise, description, "N", "a whole number");
  }

  /** Adds an option that is a length of time. */
  public Option<Duration> time(String name, Duration otherwise, String description) {
    return add(
        named(name).durationType(),
        otherwise,
        description,
        "TIME",
        "a duration such as 10ms or 5s");
  }

  /** Adds an option that is an amount of memory. */
  public Option<MemorySize> size(String name, MemorySize otherwise, String description) {
    return add(
        named(name).memoryType(), otherwise, description, "SIZE", "a size such as 64kb or 256mb");
  }

  /** Adds an option that is true or false. */
  public Option<Boolean> flag(String name, boolean otherwise, String description) {
    return add(named(name).booleanType(), otherwise, description, "true|false", "true or false");
  }

  /** Adds an option that is one of the names of {@code type}. */
  public <E extends Enum<E>> Option<E> choice(
      String name, Class<E> type, E otherwise, String description) {
    List<String> names = new ArrayList<>();
    for (E value : type.getEnumConstants()) {
      names.add(value.toString().toLowerCase(Locale.ROOT));
    }
    return add(
        named(name).enumType(type),
        otherwise,
        description,
        String.join("|", names),
        String.join(" or ", names));
  }

  /**
   * Adds an option that may be given more than once; empty by default. As one text, which is how
   * Flink's configuration has it, there are colons and commas.
   */
  public Option<Map<String, String>> map(String name, String argument, String description) {
    return add(named(name).mapType(), Map.of(), description, argument, "KEY:VALUE,KEY:VALUE,...");
  }

  private static ConfigOptions.OptionBuilder named(String name) {
    return ConfigOptions.key(name);
  }

  private <T> Option<T> add(
      TypedConfigOptionBuilder<T> builder,
      T otherwise,
      String description,
      String argument,
      String rule) {
    ConfigOption<T> config =
        otherwise == null ? builder.noDefaultValue() : builder.defaultValue(otherwise);
    Option<T> option = new Option<>(config.withDescription(description), argument, rule);
    options.add(option);
    return option;
  }
}
