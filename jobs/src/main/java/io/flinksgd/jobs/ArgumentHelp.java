// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.Nearest;
import io.flinksgd.argument.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * {@code --help=TOPIC}: the arguments of models, optimizers, policies and codecs. Without a topic,
 * {@code --help} is the usual one, whose option picocli would not let have a value.
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
   * The help that {@code line} asks for, if it does so in a command whose help has topics.
   *
   * @throws ParameterException if there is no such topic
   */
  public static Optional<String> asked(ParseResult line) {
    for (ParseResult each = line; each != null; each = each.subcommand()) {
      if (each.hasMatchedOption(HELP)
          && each.matchedOption(HELP).getValue() instanceof String topic) {
        return Optional.of(help(each.commandSpec().commandLine(), topic));
      }
    }
    return Optional.empty();
  }

  private static String help(CommandLine command, String topic) {
    if (topic.isEmpty()) {
      return command.getUsageMessage();
    }
    ArgumentTopic found = find(topic);
    if (found == null) {
      throw new ParameterException(command, unknown(topic));
    }
    return text(found);
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
      text.append("%n  %s%n".formatted(form(signature)));
      wrap(signature.help(), text);
    }
    if (!topic.arguments().isEmpty()) {
      text.append("%nArguments:%n".formatted());
    }
    boolean several = topic.signatures().size() > 1;
    topic.arguments().forEach((argument, of) -> append(argument, several ? of : List.of(), text));
    return text.toString();
  }

  /** How a value begins, with the argument that may stand without its key. */
  private static String form(Signature signature) {
    return signature.isPositional()
        ? "%s:%s=...".formatted(signature.name(), signature.arguments().get(0).name())
        : signature.name();
  }

  private static void append(Argument<?> argument, List<String> owners, StringBuilder text) {
    text.append("%n  %s=%s%n".formatted(argument.name(), argument.label()));
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
      words.append(argument.hasDefault() ? " Default: " : " If not given: ");
      words.append(argument.defaultText()).append('.');
    }
    if (!owners.isEmpty()) {
      words.append(" Of ").append(String.join(", ", owners)).append('.');
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
