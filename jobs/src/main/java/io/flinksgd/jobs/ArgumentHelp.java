// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.Nearest;
import io.flinksgd.argument.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * {@code --help=TOPIC}: the arguments of models, optimizers, policies and codecs. Without a topic,
 * {@code --help} is the usual one.
 */
public final class ArgumentHelp {
  private static final String HELP = "--help";
  private static final int WIDTH = 80;
  private static final String INDENT = "      ";

  private ArgumentHelp() {}

  /** Lets the help of {@code command} have topics. */
  public static void addTo(CommandSpec command) {
    command.mixinStandardHelpOptions(false);
    command.addOption(
        OptionSpec.builder("-h", HELP)
            .usageHelp(true)
            .arity("0..1")
            .fallbackValue("")
            .type(String.class)
            .paramLabel("TOPIC")
            .description(
                "Show this help; or the arguments of a TOPIC: "
                    + String.join(", ", topics())
                    + ", or one of their values, such as ftrl.")
            .build());
    command.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Print version information and exit.")
            .build());
  }

  private static List<String> topics() {
    return ArgumentTopic.all().stream().map(topic -> topic.option().name()).toList();
  }

  /**
   * The help that {@code line} asks for by a topic, if it does.
   *
   * @throws ParameterException if there is no such topic
   */
  public static Optional<String> asked(ParseResult line) {
    for (ParseResult each = line; each != null; each = each.subcommand()) {
      String topic = given(each);
      if (!topic.isEmpty()) {
        ArgumentTopic found = find(topic);
        if (found == null) {
          throw new ParameterException(each.commandSpec().commandLine(), unknown(topic));
        }
        return Optional.of(text(found));
      }
    }
    return Optional.empty();
  }

  private static String given(ParseResult line) {
    return line.hasMatchedOption(HELP)
            && line.matchedOption(HELP).getValue() instanceof String topic
        ? topic
        : "";
  }

  private static ArgumentTopic find(String name) {
    for (ArgumentTopic topic : ArgumentTopic.all()) {
      if (topic.option().name().equals(name) || topic.title().equalsIgnoreCase(name)) {
        return topic;
      }
      for (Signature signature : topic.signatures()) {
        if (signature.name().equals(name)) {
          return topic.only(signature);
        }
      }
    }
    return null;
  }

  private static String unknown(String topic) {
    List<String> names = new ArrayList<>(topics());
    for (ArgumentTopic each : ArgumentTopic.all()) {
      each.signatures().forEach(signature -> names.add(signature.name()));
    }
    return "help must be of %s or one of their values%s: help=%s"
        .formatted(String.join(", ", topics()), Nearest.hint(topic, names), topic);
  }

  private static String text(ArgumentTopic topic) {
    StringBuilder text = new StringBuilder();
    String option = topic.option().name();
    text.append(
        "%s: --%s NAME or --%s NAME:KEY=VALUE,...%n".formatted(topic.title(), option, option));
    for (Signature signature : topic.signatures()) {
      text.append("%n  %s%n".formatted(ArgumentTopic.form(signature)));
      wrap(signature.help(), text);
    }
    if (!topic.arguments().isEmpty()) {
      text.append("%nArguments:%n".formatted());
    }
    topic.arguments().forEach((argument, owners) -> append(argument, owners, text));
    return text.toString();
  }

  private static void append(Argument<?> argument, List<String> owners, StringBuilder text) {
    text.append(
        "%n  %s=%s  (%s)%n"
            .formatted(argument.name(), argument.label(), String.join(", ", owners)));
    StringBuilder words = new StringBuilder(argument.help());
    if (!argument.conditionText().isEmpty()) {
      words.append(" With ").append(argument.conditionText()).append(" only.");
    }
    if (!argument.rule().isEmpty()) {
      words.append(" Must be ").append(argument.rule()).append('.');
    }
    if (argument.isRequired()) {
      words.append(" Must be given.");
    } else if (!argument.defaultText().isEmpty()) {
      words.append(" Default: ").append(argument.defaultText()).append('.');
    }
    wrap(words.toString(), text);
  }

  private static void wrap(String words, StringBuilder text) {
    int column = 0;
    for (String word : words.split(" ", -1)) {
      if (column > 0 && column + 1 + word.length() > WIDTH) {
        text.append("%n".formatted());
        column = 0;
      }
      String before = column == 0 ? INDENT : " ";
      text.append(before).append(word);
      column += before.length() + word.length();
    }
    text.append("%n".formatted());
  }
}
