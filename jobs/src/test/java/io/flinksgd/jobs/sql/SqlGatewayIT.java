// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinksgd.jobs.cluster.SessionCluster;
import io.flinksgd.kafka.client.KafkaTopics;
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
 * The handbook's script on a real broker and a real cluster, through the gateway's REST, with the
 * jar added by ADD JAR and with the jar in lib/.
 */
class SqlGatewayIT {
  private static final Path JAR = Path.of("../connectors/table/target/flink-sgd-sql.jar");
  private static final int ROWS = 20;

  @TempDir Path directory;

  @Test
  @Timeout(180)
  void theScriptRunsWithTheJarAdded() throws Exception {
    List<List<JsonNode>> answers = new ArrayList<>();
    try (SessionCluster cluster = SessionCluster.start(directory, SessionCluster.kafkaConnector());
        EmbeddedBroker broker = EmbeddedBroker.start()) {
      Gateway sql = Gateway.open(cluster);
      var unused = sql.execute("ADD JAR '" + JAR.toRealPath() + "'", 1);
      for (String statement : script(broker)) {
        boolean query = isQuery(statement);
        List<JsonNode> rows = sql.execute(statement, query ? ROWS : Integer.MAX_VALUE);
        if (query) {
          answers.add(rows);
        }
      }
    }
    assertThat(answers)
        .hasSize(3)
        .allSatisfy(rows -> assertThat(rows).hasSizeGreaterThanOrEqualTo(ROWS));
    assertThat(answers.get(0)).allSatisfy(SqlGatewayIT::isScored);
    JsonNode progress = answers.get(1).get(ROWS - 1);
    assertThat(progress.get(2).asDouble()).as("log-loss").isLessThan(progress.get(3).asDouble());
    assertThat(answers.get(2))
        .extracting(row -> row.get(0).asLong())
        .isSortedAccordingTo(Long::compare)
        .doesNotHaveDuplicates();
  }

  /** On the class path of all processes, so that one class loader has them and Flink. */
  @Test
  @Timeout(180)
  void theScriptsModelIsTrainedAndUsedWithTheJarInLib() throws Exception {
    List<Path> lib = new ArrayList<>(SessionCluster.kafkaConnector());
    lib.add(JAR);
    try (SessionCluster cluster = SessionCluster.start(directory, lib);
        EmbeddedBroker broker = EmbeddedBroker.start()) {
      Gateway sql = Gateway.open(cluster);
      for (String statement : script(broker)) {
        if (statement.matches("(?s)(SET|CREATE TABLE clicks_model|CREATE MODEL) .*")) {
          var unused = sql.execute(statement, Integer.MAX_VALUE);
        }
      }
      var training = sql.execute("INSERT INTO clicks_model VALUES (1, 7, 'a1', 'phone', 0.5)", 1);
      assertThat(training).hasSize(1);
      var unused =
          sql.execute(
              "CREATE VIEW shown AS SELECT 8, ad, 'phone' AS device, CAST(0.5 AS DOUBLE) AS price"
                  + " FROM (VALUES 'a1', 'a2') AS t (ad)",
              1);
      assertThat(
              sql.execute(
                  "SELECT * FROM ML_PREDICT(TABLE shown, MODEL clicks, DESCRIPTOR(ad, device, price))",
                  2))
          .hasSize(2)
          .allSatisfy(SqlGatewayIT::isScored);
    }
  }

  private static boolean isQuery(String statement) {
    return statement.startsWith("SELECT");
  }

  private static void isScored(JsonNode row) {
    assertThat(row.get(4).asDouble()).isStrictlyBetween(0.0, 1.0); // what is no number is 0
    assertThat(row.get(5).asLong()).isPositive();
  }

  private static List<String> script(EmbeddedBroker broker) throws Exception {
    String kafka = broker.bootstrapServers();
    try (KafkaTopics topics = KafkaTopics.connect(kafka)) {
      topics.log("impressions", 2, Duration.ofDays(1));
      topics.log("clicks", 2, Duration.ofDays(1));
    }
    String script = Files.readString(Path.of("examples/clicks.sql"));
    return Script.statements(script.replace("localhost:9092", kafka));
  }
}
