// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, UTF_8);

  @Test
  void elsewhereThanOnATerminalEachReportIsALineWithoutControlCharacters() {
    Terminal terminal = new Terminal(out, 0, Map.of(), 200_000);
    terminal.show(Curves.point(50_000));
    terminal.show(Curves.point(100_000));
    terminal.finish();

    assertThat(written.toString(UTF_8).lines()).hasSize(2);
    assertThat(written.toString(UTF_8)).doesNotContain("\u001b", "\r");
  }

  @Test
  void onATerminalAReportReplacesTheOneBefore() {
    Terminal terminal = new Terminal(out, 100, Map.of(), 200_000);
    terminal.show(Curves.point(50_000));
    terminal.show(Curves.point(100_000));
    terminal.finish();

    assertThat(written.toString(UTF_8)).containsOnlyOnce("\n").contains("\u001b[36m");
    assertThat(written.toString(UTF_8).split("\r", -1)).hasSize(3);
  }

  @Test
  void noColorIsRespected() {
    Terminal terminal = new Terminal(out, 100, Map.of("NO_COLOR", "1"), 200_000);
    terminal.show(Curves.point(50_000));

    assertThat(written.toString(UTF_8)).contains("[======>").doesNotContain("\u001b[36m");
  }

  @Test
  void whatIsSaidTakesTheLineOfTheBar() {
    Terminal terminal = new Terminal(out, 100, Map.of(), 200_000);
    terminal.show(Curves.point(50_000));
    terminal.say("stopping");

    assertThat(written.toString(UTF_8)).endsWith("\r\u001b[Kstopping" + System.lineSeparator());
  }
}
