// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Statements of Flink SQL that end with semicolons. Those in quotes, in comments and between the
 * BEGIN and END of a statement set end nothing. Comments are left out, hints are not.
 */
final class Script {
  private final String text;
  private final StringBuilder statement = new StringBuilder();
  private final List<String> statements = new ArrayList<>();
  private int at;

  private Script(String text) {
    this.text = text;
  }

  /**
   * The statements of {@code text}, in order, without their semicolons.
   *
   * @throws IllegalArgumentException if a quote, comment or statement set does not end
   */
  static List<String> statements(String text) {
    return new Script(text).split();
  }

  private List<String> split() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (text.startsWith("--", at)) {
        skip("\n", false);
      } else if (text.startsWith("/*", at) && !text.startsWith("/*+", at)) {
        skip("*/", true);
      } else if (c == '\'' || c == '"' || c == '`') {
        quoted(c);
      } else if (c == ';' && !inStatementSet()) {
        end();
        at++;
      } else {
        statement.append(c);
        at++;
      }
    }
    if (inStatementSet()) {
      throw new IllegalArgumentException("a statement set must have an END: " + head());
    }
    end();
    return statements;
  }

  private void skip(String end, boolean required) {
    int found = text.indexOf(end, at + 2);
    if (found < 0 && required) {
      throw new IllegalArgumentException("a comment must end: " + text.substring(at).trim());
    }
    at = found < 0 ? text.length() : found + end.length();
    statement.append(end.equals("\n") ? '\n' : ' ');
  }

  private void quoted(char quote) {
    int found = text.indexOf(quote, at + 1);
    if (found < 0) {
      throw new IllegalArgumentException("a quote must end: " + head());
    }
    statement.append(text, at, found + 1);
    at = found + 1;
  }

  private boolean inStatementSet() {
    String words = statement.toString().strip().toUpperCase(Locale.ROOT).replaceAll("\\s+", " ");
    return words.matches("(EXECUTE |EXPLAIN |COMPILE .*FOR )STATEMENT SET BEGIN( .*)?")
        && !words.matches(".*; ?END");
  }

  private void end() {
    String ended = statement.toString().strip();
    if (!ended.isEmpty()) {
      statements.add(ended);
    }
    statement.setLength(0);
  }

  private String head() {
    return statement.toString().strip().lines().findFirst().orElse("");
  }
}
