// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flinksgd.testing.Documents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the repository's Python is Python, on machines that have it. */
class PythonTest {
  private static final String COMPILE =
      "import sys; compile(open(sys.argv[1], encoding='utf-8').read(), sys.argv[1], 'exec')";

  @BeforeAll
  static void needsPython() throws InterruptedException {
    try {
      assumeTrue(python("-c", "").waitFor() == 0, "python3 must work");
    } catch (IOException e) {
      assumeTrue(false, "python3 must be there: " + e.getMessage());
    }
  }

  static Stream<Path> files() {
    return Documents.files(".py").stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void compiles(Path file) throws IOException, InterruptedException {
    Process python = python("-c", COMPILE, Documents.root().resolve(file).toString());
    String said = new String(python.getInputStream().readAllBytes(), UTF_8);
    assertThat(python.waitFor()).as(said).isZero();
  }

  private static Process python(String... arguments) throws IOException {
    String[] command =
        Stream.concat(Stream.of("python3"), Stream.of(arguments)).toArray(String[]::new);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
