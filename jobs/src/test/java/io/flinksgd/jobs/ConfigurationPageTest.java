// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.testing.Documents;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
  private static final String PAGE = "flink-sgd/docs/configuration.md";

  /** Of the schedules, which have a table of their own. */
  private static final Set<String> SCHEDULES = Set.of("decay", "warm-up");

  /** When this fails, put the expected text between the markers. */
  @Test
  void theOptionsAreListedAsTheyAre() {
    assertThat(Documents.marked(PAGE, "options")).isEqualTo(OptionTable.markdown());
  }

  @Test
  void everyArgumentOfAnOptimizerIsListedWithItsDefault() {
    Map<String, Map<String, String>> listed = new TreeMap<>();
    Documents.marked(PAGE, "optimizers")
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(Documents::cells)
        .forEach(row -> put(listed, row));
    assertThat(listed.keySet())
        .isEqualTo(Set.of("sgd", "momentum", "nesterov", "adam", "adagrad", "ftrl"));
    listed.forEach(
        (name, arguments) -> {
          String full = Optimizers.inFull(Optimizers.parse(name));
          assertThat(full).isEqualTo(Optimizers.inFull(Optimizers.parse(text(name, arguments))));
          assertThat(arguments.keySet()).isEqualTo(names(full));
        });
  }

  private static void put(Map<String, Map<String, String>> listed, List<String> row) {
    listed
        .computeIfAbsent(row.get(0).replace("`", ""), name -> new TreeMap<>())
        .put(row.get(1).replace("`", ""), row.get(2).replace("`", ""));
  }

  private static String text(String name, Map<String, String> arguments) {
    StringJoiner text = new StringJoiner(",", name + ":", "");
    arguments.forEach((key, value) -> text.add(key + "=" + value));
    return text.toString();
  }

  private static Set<String> names(String full) {
    Set<String> names = new TreeSet<>();
    for (String argument : full.substring(full.indexOf(':') + 1).split(",", -1)) {
      names.add(argument.substring(0, argument.indexOf('=')));
    }
    names.removeAll(SCHEDULES);
    return names;
  }
}
