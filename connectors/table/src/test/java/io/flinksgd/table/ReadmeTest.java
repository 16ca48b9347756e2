package io.flinksgd.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.flink.option.Option;
import io.flinksgd.flink.option.OptionGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final Path SCRIPT = Path.of("../../jobs/examples/clicks.sql");

  private static String readme(String begin, String end) throws IOException {
    String readme = Files.readString(Path.of("../../README.md"));
    assertThat(readme).contains(begin, end);
    int from = readme.indexOf(begin) + begin.length();
    return readme.substring(from, readme.indexOf(end, from));
  }

  /** When this fails, put the expected text between the markers. */
  @Test
  void theReadmeListsTheOptionsAsTheyAre() throws IOException {
    StringBuilder text = new StringBuilder();
    for (OptionGroup group : TableOptions.GROUPS) {
      text.append("**").append(group.title()).append("**\n\n");
      text.append("| option | default | meaning |\n| --- | --- | --- |\n");
      group.options().forEach(option -> text.append(row(option)));
      text.append('\n');
    }
    assertThat(readme("<!-- sql options: begin -->\n", "<!-- sql options: end -->"))
        .isEqualTo(text.toString());
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

  @Test
  void theReadmesStatementsAreThoseOfTheScript() throws IOException {
    String excerpt = readme("<!-- sql: begin -->\n```sql\n", "```\n<!-- sql: end -->");
    assertThat(excerpt).isNotEmpty();
    assertThat(Files.readString(SCRIPT)).contains(excerpt);
  }

  @Test
  void theReadmesExampleIsTheOneThatCompiles() throws IOException {
    String example =
        readme("<!-- sql example: begin -->\n```java\n", "```\n<!-- sql example: end -->");
    assertThat(example).isNotEmpty();
    assertThat(Files.readString(Path.of("src/test/java/io/flinksgd/table/ReadmeExample.java")))
        .contains(example);
  }
}
