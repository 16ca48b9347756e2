package io.flinksgd.jobs;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.util.TimeUtils;

/** The training options as text: for the help and for the README. */
final class OptionTable {
  private OptionTable() {}

  /** A table in Markdown for each group. */
  static String markdown() {
    StringBuilder text = new StringBuilder();
    for (Option.Group group : Option.Group.values()) {
      text.append("**").append(group.title).append("**\n\n");
      text.append("| option | default | meaning |\n| --- | --- | --- |\n");
      TrainingOptions.all().stream()
          .filter(option -> option.group() == group)
          .forEach(option -> text.append(row(option)));
      text.append('\n');
    }
    return text.toString();
  }

  private static String row(Option<?> option) {
    String value = defaultText(option);
    return "| `--%s %s` | %s | %s |%n"
        .formatted(
            option.name(),
            option.argument().replace("|", "\\|"),
            value.isEmpty() ? "" : "`" + value + "`",
            description(option).replace("|", "\\|").replace("*", "\\*"))
        .replace(System.lineSeparator(), "\n");
  }

  static String description(Option<?> option) {
    return new HtmlFormatter().format(option.config().description());
  }

  /** What stands in {@code defaults}, or the default, as the end of a sentence; or nothing. */
  static String otherwise(Option<?> option, ReadableConfig defaults) {
    String value = option.textIn(defaults);
    return value.isEmpty() ? "" : " Default: " + value + ".";
  }

  private static String defaultText(Option<?> option) {
    return option.config().hasDefaultValue() ? text(option.config().defaultValue()) : "";
  }

  /** A value as one would type it. */
  static String text(Object value) {
    if (value == null || value instanceof Map) {
      return "";
    }
    if (value instanceof Duration time) {
      return TimeUtils.formatWithHighestUnit(time).replace(" ", "");
    }
    return value instanceof Enum<?> choice
        ? choice.name().toLowerCase(Locale.ROOT)
        : value.toString();
  }
}
