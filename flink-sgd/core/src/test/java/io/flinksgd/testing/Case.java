// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Objects;

/**
 * A small input with its right value. A case is asserted like any other test and leaves a line in
 * {@code target/cases.tsv} of its module, from which {@code jobs/bin/cases} prints its table. Tests
 * that state cases are tagged {@code case}.
 */
public final class Case {
  private static final Path LINES = Path.of("target", "cases.tsv");

  private Case() {}

  /**
   * States that {@code value} is {@code right}.
   *
   * @param topic what the case is about, in two or three words; cases of a topic stand together
   * @param input the input, in a line
   */
  public static void equal(String topic, String input, Object right, Object value) {
    say(Objects.equals(value, right), topic, input, String.valueOf(right), String.valueOf(value));
    assertThat(value).as(input).isEqualTo(right);
  }

  /** States that {@code value} is within {@code tolerance} of {@code right}. */
  public static void near(
      String topic, String input, double right, double tolerance, double value) {
    boolean holds = Math.abs(value - right) <= tolerance;
    say(holds, topic, input, number(right) + " +- " + number(tolerance), number(value));
    assertThat(holds).as(input + ": right " + right + ", value " + value).isTrue();
  }

  /**
   * States what is right in words.
   *
   * @param right what is right
   * @param value what came
   * @param holds whether it is right
   */
  public static void holds(String topic, String input, String right, Object value, boolean holds) {
    say(holds, topic, input, right, String.valueOf(value));
    assertThat(holds).as(input + ": right " + right + ", value " + value).isTrue();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }

  private static synchronized void say(boolean holds, String... columns) {
    StringBuilder line = new StringBuilder(holds ? "holds\t" : "WRONG\t");
    for (String column : columns) {
      line.append(column.replaceAll("\\s+", " ")).append('\t');
    }
    line.setCharAt(line.length() - 1, '\n');
    try {
      Files.createDirectories(LINES.getParent());
      Files.writeString(
          LINES,
          line,
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
