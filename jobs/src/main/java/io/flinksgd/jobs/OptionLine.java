// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import io.flinksgd.flink.option.Option;
import io.flinksgd.flink.option.TrainingOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The training options as a command line: {@code --batch 256 --property acks=all}. */
public final class OptionLine {
  private OptionLine() {}

  /** Adds every training option to {@code command}. */
  public static void addTo(CommandSpec command) {
    ArgumentHelp.addTo(command);
    Configuration defaults = new Configuration();
    JobOptions.all().forEach(option -> command.addOption(spec(option, defaults)));
  }

  /**
   * Adds the options that are about training itself.
   *
   * @param defaults what the command sets where the user says nothing
   */
  public static void addTrainingTo(CommandSpec command, Configuration defaults) {
    ArgumentHelp.addTo(command);
    TrainingOptions.GROUP.options().forEach(option -> command.addOption(spec(option, defaults)));
    command.addOption(spec(JobOptions.PARALLELISM, defaults));
    command.addOption(spec(JobOptions.CHECKPOINT_INTERVAL, defaults));
  }

  private static OptionSpec spec(Option<?> option, Configuration defaults) {
    OptionSpec.Builder spec =
        OptionSpec.builder("--" + option.name())
            .paramLabel(option.argument())
            .description(option.description() + otherwise(option, defaults));
    if (option.config().defaultValue() instanceof Map) {
      return spec.type(List.class).auxiliaryTypes(String.class).build();
    }
    if (option.config().defaultValue() instanceof Boolean) {
      // "--bounded" alone means true
      spec.arity("0..1").fallbackValue("true");
    }
    return spec.type(String.class).build();
  }

  /** What stands in {@code defaults}, or the default, as the end of a sentence; or nothing. */
  private static String otherwise(Option<?> option, Configuration defaults) {
    String value = option.textIn(defaults);
    return value.isEmpty() ? "" : " Default: " + value + ".";
  }

  /** Writes what was given on the command line into {@code into}, over what stands there. */
  public static void read(ParseResult line, Configuration into) {
    for (Option<?> option : JobOptions.all()) {
      String flag = "--" + option.name();
      if (!line.hasMatchedOption(flag)) {
        continue;
      }
      if (option.config().defaultValue() instanceof Map) {
        add(
            Arguments.entries(option.name(), line.matchedOptionValue(flag, List.of())),
            option,
            into);
      } else {
        into.setString(option.name(), line.<String>matchedOptionValue(flag, ""));
      }
    }
  }

  /** Entries of a map add to those in the configuration. */
  @SuppressWarnings("unchecked")
  private static void add(Map<String, String> given, Option<?> option, Configuration into) {
    Option<Map<String, String>> map = (Option<Map<String, String>>) option;
    Map<String, String> all = new HashMap<>(map.in(into));
    all.putAll(given);
    into.set(map.config(), all);
  }
}
