// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.testing.Case;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.metrics.MetricGroup;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The launcher's log, as {@code bin/log4j2.properties} has it. */
final class LogTest {
  @TempDir private Path directory;

  /** Logs while it runs, and when it is stopped, late. */
  static final class Program {
    private static final Logger LOG = LoggerFactory.getLogger(Program.class);

    private Program() {}

    /** {@code arguments[0]} is what it says. */
    public static void main(String[] arguments) {
      LOG.info("runs {}", arguments[0]);
      Logger metrics = LoggerFactory.getLogger(MetricGroup.class);
      String collision = "Name collision: Group already contains a Metric with the name '{}'.";
      metrics.warn(collision, "pendingCommittables");
      metrics.warn(collision, "mine");
      Thread late =
          new Thread(
              () -> {
                for (int i = 0; i < 100; i++) {
                  LOG.info("stops {} {}", arguments[0], i);
                }
                // a logger that nobody had before
                LoggerFactory.getLogger("late").info("late {}", arguments[0]);
              });
      Runtime.getRuntime().addShutdownHook(late);
    }
  }

  @Test
  @Tag("case")
  void nothingIsLostWhenAProgramStopsNorWhenItIsStartedAgain() throws Exception {
    Path log = directory.resolve("flink-sgd.log");
    for (String name : List.of("first", "second")) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-Dlog4j2.configurationFile=" + Path.of("bin/log4j2.properties").toUri(),
                  "-Dlog.file=" + log,
                  "-cp",
                  System.getProperty("java.class.path"),
                  Program.class.getName(),
                  name)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("out").toFile())
              .start();
      assertThat(process.waitFor()).isZero();
    }
    List<String> lines = Files.readAllLines(log);
    Case.equal("withstanding", "log of two runs, each stopped: lines", 2 * 103, lines.size());
    assertThat(lines).anyMatch(line -> line.endsWith("runs first"));
    assertThat(lines).anyMatch(line -> line.endsWith("late second"));
    assertThat(lines).noneMatch(line -> line.contains("pendingCommittables"));
  }
}
