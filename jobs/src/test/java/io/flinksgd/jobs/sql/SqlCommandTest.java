// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SqlCommandTest {
  private final StringWriter out = new StringWriter();

  @TempDir Path directory;

  private int run(String script, String... options) throws IOException {
    Path file = Files.writeString(directory.resolve("script.sql"), script);
    String[] arguments = new String[options.length + 1];
    System.arraycopy(options, 0, arguments, 0, options.length);
    arguments[options.length] = file.toString();
    return new CommandLine(new SqlCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(out, true))
        .execute(arguments);
  }

  @Test
  void rowsArePrintedAsTheyComeAndQueriesEndAfterSoMany() throws IOException {
    String script =
        """
        SET 'parallelism.default' = '1';
        -- an endless table over a topic that does not exist yet
        CREATE TABLE ads (id INT, ad STRING) WITH (
          'connector' = 'kafka', 'topic' = 'ads', 'properties.bootstrap.servers' = 'localhost:9092',
          'scan.startup.mode' = 'earliest-offset', 'format' = 'json');
        INSERT INTO ads VALUES (1, 'a;1'), (2, 'a2'), (3, 'a3');
        SELECT ad, id FROM ads;
        """;
    assertThat(run(script, "--rows", "2")).isZero();
    assertThat(out.toString()).contains("ad | id", "a;1 | 1", "a2 | 2").doesNotContain("a3 | 3");
  }

  @Test
  void whatIsNoScriptIsRefusedBeforeAnythingIsStarted() throws IOException {
    assertThat(run("SELECT 'a")).isNotZero();
    assertThat(out.toString()).contains("a quote must end").doesNotContain("Kafka ");
  }
}
