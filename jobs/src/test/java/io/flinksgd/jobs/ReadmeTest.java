package io.flinksgd.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final String BEGIN = "<!-- options: begin -->\n";
  private static final String END = "<!-- options: end -->";

  /** When this fails, put the expected text between the markers. */
  @Test
  void theReadmeListsTheOptionsAsTheyAre() throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    assertThat(readme).contains(BEGIN, END);
    assertThat(readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END)))
        .isEqualTo(OptionTable.markdown());
  }

  @Test
  void theReadmesExampleIsTheOneThatCompiles() throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    String begin = "<!-- example: begin -->\n```java\n";
    int from = readme.indexOf(begin) + begin.length();
    String example = readme.substring(from, readme.indexOf("```", from));
    assertThat(Files.readString(Path.of("src/test/java/io/flinksgd/jobs/ReadmeExample.java")))
        .contains(example);
  }
}
