// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import io.flinksgd.flink.option.Option;
import io.flinksgd.flink.option.OptionGroup;

/** The options of the training job as text, for the handbook. */
final class OptionTable {
  private OptionTable() {}

  /** A table in Markdown for each group. */
  static String markdown() {
    StringBuilder text = new StringBuilder();
    for (OptionGroup group : JobOptions.GROUPS) {
      text.append("**").append(group.title()).append("**\n\n");
      text.append("| option | default | meaning |\n| --- | --- | --- |\n");
      group.options().forEach(option -> text.append(row(option)));
      text.append('\n');
    }
    return text.toString();
  }

  private static String row(Option<?> option) {
    String value = option.defaultText();
    return "| `--%s %s` | %s | %s |%n"
        .formatted(
            option.name(),
            option.argument().replace("|", "\\|"),
            value.isEmpty() ? "" : "`" + value + "`",
            option.description().replace("|", "\\|").replace("*", "\\*"))
        .replace(System.lineSeparator(), "\n");
  }
}
