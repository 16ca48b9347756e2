// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ScriptTest {
  private static final String SET =
      "EXECUTE STATEMENT SET\nBEGIN\n INSERT INTO a SELECT 1;\n INSERT INTO b SELECT 2;\n";

  @Test
  void usageExample() {
    assertThat(Script.statements("SET 'a' = 'b';\n\nSELECT 1;  SELECT\n2"))
        .containsExactly("SET 'a' = 'b'", "SELECT 1", "SELECT\n2");
  }

  @Test
  void semicolonsInQuotesEndNothing() {
    assertThat(Script.statements("SELECT 'a;''b;' AS `x;y`; SELECT 2"))
        .containsExactly("SELECT 'a;''b;' AS `x;y`", "SELECT 2");
  }

  @Test
  void commentsAreLeftOutAndHintsAreNot() {
    assertThat(
            Script.statements(
                "-- it's; a comment\nSELECT /* one; */ a /*+ OPTIONS('x' = 'y') */ FROM t -- end;"))
        .containsExactly("SELECT   a /*+ OPTIONS('x' = 'y') */ FROM t");
    assertThat(Script.statements("SELECT '--no comment'; -- last")).hasSize(1);
  }

  @Test
  void aStatementSetIsOneStatement() {
    assertThat(Script.statements(SET + "END; SELECT 3")).containsExactly(SET + "END", "SELECT 3");
  }

  @Test
  void whatDoesNotEndIsRefused() {
    assertThatThrownBy(() -> Script.statements("SELECT 'a")).hasMessageContaining("quote");
    assertThatThrownBy(() -> Script.statements("SELECT /* a")).hasMessageContaining("comment");
    assertThatThrownBy(() -> Script.statements(SET)).hasMessageContaining("END");
  }
}
