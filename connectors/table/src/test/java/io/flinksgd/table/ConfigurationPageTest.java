// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.flink.option.Option;
import io.flinksgd.flink.option.OptionGroup;
import io.flinksgd.testing.Documents;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
  private static final String PAGE = "flink-sgd/docs/configuration.md";

  /** When this fails, put the expected text between the markers. */
  @Test
  void theOptionsAreListedAsTheyAre() {
    StringBuilder text = new StringBuilder();
    for (OptionGroup group : TableOptions.GROUPS) {
      text.append("**").append(group.title()).append("**\n\n");
      text.append("| option | default | meaning |\n| --- | --- | --- |\n");
      group.options().forEach(option -> text.append(row(option)));
      text.append('\n');
    }
    assertThat(Documents.marked(PAGE, "sql options")).isEqualTo(text.toString());
  }

  private static String row(Option<?> option) {
    String value = option.defaultText();
    String name = option.config().defaultValue() instanceof Map ? ".NAME" : "";
    return "| `'%s' = '%s'` | %s | %s |\n"
        .formatted(
            option.name() + name,
            option.argument().replace("|", "\\|"),
            value.isEmpty() ? "" : "`" + value + "`",
            option.description().replace("|", "\\|"));
  }
}
