package io.flinksgd.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.reader.PublishedModel;
import io.flinksgd.reader.Score;
import io.flinksgd.table.ReadmeExample.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;

/** The README's examples do what they say, and score as a reader without Flink does. */
@SuppressWarnings("try") // close() may be interrupted
class ReadmeExampleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void theTableApiTrainsAndPredicts() throws Exception {
    TableEnvironment tables = Sql.session();
    tables.executeSql(
        "CREATE VIEW clicks AS SELECT * FROM (VALUES (1, 'a1'), (0, 'a2'), (1, 'a1')) AS t (label, ad)");
    ReadmeExample.train(tables, Sql.kafka()).await();

    List<Row> rows = new ArrayList<>();
    try (CloseableIterator<Row> predictions =
        ReadmeExample.predict(tables, tables.from("clicks"), Sql.kafka()).execute().collect()) {
      predictions.forEachRemaining(rows::add);
    }
    PublishedModel model = published("clicks-model");
    assertThat(model.manifest().examples()).isEqualTo(3);
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
  void aDataStreamIsTrainedOnAndScored() throws Exception {
    Sql.topic("ads", 1);
    try (KafkaTopics topics = KafkaTopics.connect(Sql.kafka())) {
      topics.model("ads-model");
    }
    Sql.write("ads", 1, List.of("{\"label\":1,\"ad\":\"a1\"}", "{\"label\":0,\"ad\":\"a2\"}"));
    StreamExecutionEnvironment training = environment();
    ReadmeExample.train(training, Sql.kafka());
    JobClient job = training.executeAsync("training");

    Request request = new Request();
    request.ad = "a1";
    PublishedModel model = published("ads-model");
    StreamExecutionEnvironment scoring = environment();
    DataStream<Score> scores = ReadmeExample.score(scoring.fromData(request), Sql.kafka());
    try (CloseableIterator<Score> score = scores.executeAndCollect()) {
      double expected = model.score(Map.of("ad", "a1"));
      assertThat(score.next().value()).hasValue(expected);
      assertThat(expected).isGreaterThan(0.5);
    } finally {
      job.cancel().get(20, TimeUnit.SECONDS);
    }
  }

  private static StreamExecutionEnvironment environment() {
    Configuration config = new Configuration();
    config.setString("execution.checkpointing.interval", "500ms");
    config.setString("parallelism.default", "1");
    return StreamExecutionEnvironment.getExecutionEnvironment(config);
  }

  /** The first version that has learned. */
  private static PublishedModel published(String topic) throws Exception {
    try (ModelReader reader = ModelReader.follow(Sql.client(), topic)) {
      PublishedModel model = reader.awaitVersion(1, PATIENCE);
      while (model.manifest().examples() == 0) {
        model = reader.awaitVersion(model.version() + 1, PATIENCE);
      }
      return model;
    }
  }
}
