package io.flinksgd.jobs;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The training options as a command line: {@code --batch 256 --property acks=all}. */
public final class OptionLine {
  private OptionLine() {}

  /** Adds every training option to {@code command}. */
  public static void addTo(CommandSpec command) {
    addTo(command, new Configuration(), option -> true);
  }

  /**
   * Adds the options that are about training itself.
   *
   * @param defaults what the command sets where the user says nothing
   */
  public static void addTrainingTo(CommandSpec command, Configuration defaults) {
    addTo(
        command,
        defaults,
        option ->
            option.group() == Option.Group.TRAINING
                || option.equals(TrainingOptions.PARALLELISM)
                || option.equals(TrainingOptions.CHECKPOINT_INTERVAL));
  }

  private static void addTo(
      CommandSpec command, Configuration defaults, Predicate<Option<?>> which) {
    TrainingOptions.all().stream().filter(which).forEach(o -> command.addOption(spec(o, defaults)));
  }

  private static OptionSpec spec(Option<?> option, Configuration defaults) {
    OptionSpec.Builder spec =
        OptionSpec.builder("--" + option.name())
            .paramLabel(option.argument())
            .description(OptionTable.description(option) + OptionTable.otherwise(option, defaults));
    if (option.config().defaultValue() instanceof Map) {
      return spec.type(Map.class).auxiliaryTypes(String.class, String.class).build();
    }
    if (option.config().defaultValue() instanceof Boolean) {
      // "--bounded" alone means true
      spec.arity("0..1").fallbackValue("true");
    }
    return spec.type(String.class).build();
  }

  /** Writes what was given on the command line into {@code into}, over what stands there. */
  public static void read(ParseResult line, Configuration into) {
    for (Option<?> option : TrainingOptions.all()) {
      String flag = "--" + option.name();
      if (!line.hasMatchedOption(flag)) {
        continue;
      }
      if (option.config().defaultValue() instanceof Map) {
        add(line.matchedOptionValue(flag, Map.of()), option, into);
      } else {
        into.setString(option.key(), line.<String>matchedOptionValue(flag, ""));
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
