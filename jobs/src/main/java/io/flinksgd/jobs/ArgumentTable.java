// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.Signature;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The arguments of models, optimizers, policies and codecs as text, for the handbook. */
final class ArgumentTable {
  private ArgumentTable() {}

  /** Two tables in Markdown for each topic: what there is, and which arguments it has. */
  static String markdown() {
    StringBuilder text = new StringBuilder();
    for (ArgumentTopic topic : ArgumentTopic.all()) {
      text.append("### ").append(topic.title()).append("\n\n");
      text.append("| `--").append(topic.option().name());
      text.append("` | first argument | what it is |\n| --- | --- | --- |\n");
      topic.signatures().stream()
          .map(each -> cells(code(each.name()), first(each), each.help()))
          .forEach(text::append);
      text.append("\n| argument | of | values | default | meaning |\n");
      text.append("| --- | --- | --- | --- | --- |\n");
      topic.arguments().forEach((argument, owners) -> text.append(row(argument, owners)));
      text.append('\n');
    }
    return text.toString();
  }

  /** The argument that may stand without its key, if there is one. */
  private static String first(Signature signature) {
    return signature.isPositional() ? code(signature.arguments().get(0).name()) : "";
  }

  private static String row(Argument<?> argument, List<String> owners) {
    String with = argument.conditionText();
    return cells(
        code(argument.name()),
        owners.stream().map(ArgumentTable::code).collect(Collectors.joining(", ")),
        (code(argument.label()) + " " + argument.rule()).strip(),
        otherwise(argument),
        argument.help() + (with.isEmpty() ? "" : " With `" + with + "` only."));
  }

  private static String otherwise(Argument<?> argument) {
    if (argument.isRequired()) {
      return "must be given";
    }
    String text = argument.defaultText();
    return text.isEmpty() || !argument.hasDefault() ? text : code(text);
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String cells(String... cells) {
    return Stream.of(cells)
        .map(cell -> cell.replace("|", "\\|").replace("*", "\\*"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
