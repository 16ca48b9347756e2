// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.sql;

import io.flinksgd.jobs.local.Interruption;
import io.flinksgd.jobs.local.ListenOption;
import io.flinksgd.jobs.local.LocalCluster;
import io.flinksgd.jobs.local.Scratch;
import io.flinksgd.kafka.embedded.EmbeddedBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flink-sgd sql FILE}. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Runs a script of Flink SQL on a Kafka broker and a Flink cluster of its own.",
      "localhost:9092 in the script means that broker, and the topics of its Kafka tables are made."
          + " SELECTs print their rows as they come."
    })
public final class SqlCommand implements Callable<Integer> {
  private static final String ANY_BROKER = "localhost:9092";
  private static final int INTERRUPTED = 130;
  private static final int SLOTS = 32;

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "FILE", description = "Statements that end with semicolons.")
  private Path file;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description =
          "End each SELECT after N rows, and everything after the last statement. By default"
              + " queries run until they end or are interrupted.")
  private Long rows;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT,...",
      description = "Use this Kafka cluster as localhost:9092 and start no broker.")
  private String bootstrapServers;

  @Mixin private ListenOption listen;

  @Override
  public Integer call() throws Exception {
    if (rows != null && rows < 1) {
      throw new IllegalArgumentException("rows must be >= 1: rows=" + rows);
    }
    String text = read();
    // a file that is no script is refused before anything is started
    Script.statements(text);
    return Interruption.guard(() -> run(text));
  }

  private String read() {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("file must exist: file=" + file, e);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("file must be a text in UTF-8: file=" + file, e);
    } catch (IOException e) {
      String reason = Files.isDirectory(file) ? "a directory" : e.getClass().getSimpleName();
      throw new IllegalArgumentException(
          "file must be a file that can be read: file=%s (%s)".formatted(file, reason), e);
    }
  }

  private int run(String text) throws Exception {
    PrintWriter out = command.commandLine().getOut();
    OptionalLong most = rows == null ? OptionalLong.empty() : OptionalLong.of(rows);
    Configuration settings = new Configuration();
    // shared by the slots, of which most are for jobs to come
    settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1024));
    try (Scratch scratch = Scratch.create();
        EmbeddedBroker broker = bootstrapServers == null ? EmbeddedBroker.start() : null;
        LocalCluster cluster =
            LocalCluster.start(SLOTS, settings, listen, scratch.path("checkpoints"), scratch)) {
      String kafka = broker == null ? bootstrapServers : broker.bootstrapServers();
      out.println("Kafka     " + kafka);
      out.println("Flink UI  " + cluster.ui());
      List<String> statements = Script.statements(text.replace(ANY_BROKER, kafka));
      try (Session session = Session.on(cluster, kafka, out, most)) {
        for (String statement : statements) {
          session.execute(statement);
        }
        session.finish();
      }
      return 0;
    } catch (InterruptedException e) {
      return INTERRUPTED;
    }
  }
}
