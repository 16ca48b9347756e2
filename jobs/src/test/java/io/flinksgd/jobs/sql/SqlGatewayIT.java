package io.flinksgd.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinksgd.kafka.KafkaTopics;
import io.flinksgd.kafka.embedded.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's script on a real broker and a real cluster, through the gateway's REST, with the jar
 * added by ADD JAR.
 */
class SqlGatewayIT {
  private static final Path JAR = Path.of("../connectors/table/target/flink-sgd-sql.jar");
  private static final int ROWS = 20;

  @TempDir Path directory;

  @Test
  @Timeout(180)
  void theScriptTrainsAndPredictsInProcessesOfTheirOwn() throws Exception {
    List<List<JsonNode>> answers = new ArrayList<>();
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        SessionCluster cluster = SessionCluster.start(directory)) {
      String kafka = broker.bootstrapServers();
      try (KafkaTopics topics = KafkaTopics.connect(kafka)) {
        topics.log("impressions", 2, Duration.ofDays(1));
        topics.log("clicks", 2, Duration.ofDays(1));
      }
      Gateway sql = Gateway.open(cluster);
      var unused = sql.execute("ADD JAR '" + JAR.toRealPath() + "'", 1);
      String script = Files.readString(Path.of("examples/clicks.sql"));
      for (String statement : Script.statements(script.replace("localhost:9092", kafka))) {
        boolean query = statement.startsWith("SELECT");
        List<JsonNode> rows = sql.execute(statement, query ? ROWS : Integer.MAX_VALUE);
        if (query) {
          answers.add(rows);
        }
      }
    }
    assertThat(answers)
        .hasSize(3)
        .allSatisfy(rows -> assertThat(rows).hasSizeGreaterThan(ROWS - 1));
    assertThat(answers.get(0))
        .allSatisfy(
            row -> {
              assertThat(row.get(4).asDouble()).isBetween(0.0, 1.0);
              assertThat(row.get(5).asLong()).isPositive();
            });
    JsonNode progress = answers.get(1).get(ROWS - 1);
    assertThat(progress.get(2).asDouble()).as("log-loss").isLessThan(progress.get(3).asDouble());
    assertThat(answers.get(2))
        .extracting(row -> row.get(0).asLong())
        .isSortedAccordingTo(Long::compare)
        .doesNotHaveDuplicates();
  }
}
