// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.flink.testing.SharedCluster;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.embedded.EmbeddedBroker;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.reader.PublishedModel;
import io.flinksgd.reader.Score;
import io.flinksgd.testing.Documents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples do what they say, on a real broker and a real cluster. */
@SuppressWarnings("try") // close() may be interrupted
class ExamplesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CLICKS = 400;

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static Examples examples;

  @BeforeAll
  static void start() throws IOException {
    broker = EmbeddedBroker.start();
    examples = Examples.compile(folder.resolve("classes"));
  }

  @AfterAll
  static void end() throws IOException {
    examples.close();
    broker.close();
  }

  @Test
  void clicksAreLearnedFromAndRequestsScored() throws Exception {
    writeClicks();
    StreamExecutionEnvironment training = environment();
    examples.call("TrainClicks", "train", training, broker.bootstrapServers());
    JobClient job = training.executeAsync("clicks");
    try {
      PublishedModel model = published("clicks-model", CLICKS);

      double phone = model.score(Map.of("ad", "a17", "device", "phone"));
      double desktop = model.score(Map.of("ad", "a17", "device", "desktop"));
      assertThat(phone).isGreaterThan(0.7);
      assertThat(desktop).isLessThan(0.3);
      String said = examples.call("ScoreClicks", "score", broker.client());
      assertThat(said).startsWith("version ").endsWith(": %.3f".formatted(phone));

      DataStream<Score> scores =
          examples.call("ScoreRequests", "score", environment(), broker.bootstrapServers());
      try (CloseableIterator<Score> found = scores.executeAndCollect()) {
        assertThat(found.next().value()).hasValue(phone);
        assertThat(found.next().value()).hasValue(desktop);
      }
    } finally {
      job.cancel().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aTableIsTrainedOnAndPredicted() throws Exception {
    TableEnvironment tables = StreamTableEnvironment.create(environment());
    tables.executeSql(
        "CREATE VIEW clicks AS SELECT * FROM (VALUES (1, 'a1'), (0, 'a2'), (1, 'a1')) AS t (label, ad)");
    TableResult trained = examples.call("TableClicks", "train", tables, broker.bootstrapServers());
    trained.await();

    List<Row> rows = new ArrayList<>();
    Table predicted =
        examples.call(
            "TableClicks", "predict", tables, tables.from("clicks"), broker.bootstrapServers());
    try (CloseableIterator<Row> predictions = predicted.execute().collect()) {
      predictions.forEachRemaining(rows::add);
    }
    PublishedModel model = published("ads-model", 3);
    double clicked = model.score(Map.of("ad", "a1"));
    double other = model.score(Map.of("ad", "a2"));
    assertThat(clicked).isGreaterThan(other);
    assertThat(rows)
        .containsExactlyInAnyOrder(
            Row.of(1, "a1", clicked, model.version()),
            Row.of(0, "a2", other, model.version()),
            Row.of(1, "a1", clicked, model.version()));
  }

  @Test
  void theStatementsOfPythonArePlanned() {
    TableEnvironment tables = StreamTableEnvironment.create(environment());
    Matcher statements =
        Pattern.compile("(?s)execute_sql\\(f?\"\"\"(.*?)\"\"\"\\)")
            .matcher(Documents.read("jobs/examples/clicks.py"));
    int planned = 0;
    while (statements.find()) {
      String statement = statements.group(1).strip().replace("{kafka}", broker.bootstrapServers());
      if (statement.startsWith("CREATE")) {
        tables.executeSql(statement);
      } else {
        assertThat(tables.explainSql(statement)).contains("Execution Plan");
        planned++;
      }
    }
    assertThat(planned).isEqualTo(2);
  }

  private static StreamExecutionEnvironment environment() {
    Configuration settings = examples.classPath();
    settings.setString("execution.checkpointing.interval", "500ms");
    settings.setString(
        "execution.checkpointing.dir", folder.resolve("checkpoints").toUri().toString());
    return SharedCluster.environment(1, settings);
  }

  /** Phones click, and desktops do not. */
  private static void writeClicks() {
    try (KafkaTopics topics = KafkaTopics.connect(broker.bootstrapServers());
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(broker.client(), new StringSerializer(), new StringSerializer())) {
      topics.log("clicks", 2, Duration.ofDays(1));
      topics.model("clicks-model");
      for (int n = 0; n < CLICKS; n++) {
        String click = "{\"label\": 1, \"ad\": \"a17\", \"device\": \"phone\"}";
        String none = "{\"label\": 0, \"ad\": \"a17\", \"device\": \"desktop\"}";
        var unused =
            producer.send(
                new ProducerRecord<>("clicks", n % 2, null, n / 2 % 2 == 0 ? click : none));
      }
    }
  }

  /** The first version that has learned from so many examples. */
  private static PublishedModel published(String topic, long records) throws Exception {
    try (ModelReader reader = ModelReader.follow(broker.client(), topic)) {
      PublishedModel model = reader.awaitVersion(1, PATIENCE);
      while (model.manifest().learned().examples() < records) {
        model = reader.awaitVersion(model.version() + 1, PATIENCE);
      }
      return model;
    }
  }
}
