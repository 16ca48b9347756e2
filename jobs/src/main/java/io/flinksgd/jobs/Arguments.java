// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import io.flinksgd.argument.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Arguments of a command line in errors: without values, which may be secrets. */
public final class Arguments {
  /** What may be meant for a command, and is no secret. */
  private static final Pattern COMMAND = Pattern.compile("[a-z]+(-[a-z]+)*");

  private Arguments() {}

  /**
   * The entries of an option that is given as {@code KEY=VALUE}, once or more often.
   *
   * @throws IllegalArgumentException if one is not; no value is said
   */
  public static Map<String, String> entries(String option, List<String> given) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (String each : given) {
      int equals = each.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "%s must be KEY=VALUE; what was given is not shown, for it may be a secret"
                .formatted(option));
      }
      entries.put(each.substring(0, equals), each.substring(equals + 1));
    }
    return entries;
  }

  /** What is wrong with a command line. */
  public static String words(ParameterException wrong) {
    if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
      return wrong.getMessage();
    }
    CommandSpec command = wrong.getCommandLine().getCommandSpec();
    String first = unmatched.getUnmatched().get(0);
    if (command.parent() == null
        && !command.subcommands().isEmpty()
        && COMMAND.matcher(first).matches()) {
      return "Unknown command: " + first + Nearest.hint(first, command.subcommands().keySet());
    }
    StringJoiner names = new StringJoiner(", ");
    boolean hidden = false;
    for (String argument : unmatched.getUnmatched()) {
      String name = argument.split("[=:]", 2)[0];
      if (argument.startsWith("-")) {
        names.add(name + Nearest.hint(name, command.optionsMap().keySet()));
        hidden |= name.length() < argument.length();
      } else {
        hidden = true;
      }
    }
    String found = names.length() == 0 ? "Unknown arguments" : "Unknown options: " + names;
    return hidden ? found + " (values are not shown, for they may be secrets)" : found;
  }
}
