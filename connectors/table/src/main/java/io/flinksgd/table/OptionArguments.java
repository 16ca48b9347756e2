// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.flink.option.Option;
import io.flinksgd.flink.option.TrainingOptions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.ValidationException;

/**
 * Arguments of a named thing as options of their own: {@code 'optimizer' = 'ftrl'} with {@code
 * 'optimizer.alpha' = '0.4'} is {@code 'optimizer' = 'ftrl:alpha=0.4'}.
 */
final class OptionArguments {
  private static final List<Option<String>> OWNERS =
      List.of(TrainingOptions.OPTIMIZER, TrainingOptions.CONSISTENCY, TrainingOptions.FEATURES);

  private OptionArguments() {}

  /** What such options begin with. */
  static String[] prefixes() {
    return OWNERS.stream().map(OptionArguments::prefix).toArray(String[]::new);
  }

  private static String prefix(Option<?> owner) {
    return owner.name() + ".";
  }

  /**
   * The same options with the arguments in their place.
   *
   * @throws ValidationException if the option that they belong to is missing
   */
  static Configuration folded(Map<String, String> options) {
    Map<String, String> all = new TreeMap<>(options);
    for (Option<String> owner : OWNERS) {
      fold(owner, options, all);
    }
    return Configuration.fromMap(all);
  }

  private static void fold(
      Option<String> owner, Map<String, String> options, Map<String, String> all) {
    String prefix = prefix(owner);
    new TreeMap<>(options)
        .forEach(
            (key, value) -> {
              if (!key.startsWith(prefix)) {
                return;
              }
              String text = all.get(owner.name());
              if (text == null) {
                throw new ValidationException(
                    "'%s' must be given with '%s': '%s' = '%s'"
                        .formatted(owner.name(), key, key, value));
              }
              if (value.indexOf(',') >= 0) {
                throw new ValidationException(
                    "'%s' must not hold a comma: '%s' = '%s'".formatted(key, key, value));
              }
              String argument = key.substring(prefix.length()) + "=" + value;
              all.put(owner.name(), text + (text.indexOf(':') < 0 ? ":" : ",") + argument);
              all.remove(key);
            });
  }
}
