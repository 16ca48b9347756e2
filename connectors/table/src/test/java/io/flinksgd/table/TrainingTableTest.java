package io.flinksgd.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.kafka.ModelReader;
import io.flinksgd.kafka.PublishedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;

class TrainingTableTest {
  private static final int ROWS = 2000;

  @Test
  void usageExample() throws Exception {
    Sql.topic("clicks", 2);
    List<String> clicks = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      clicks.add(
          "{\"id\":%d,\"clicked\":%s,\"ad\":\"a%d\",\"hour\":%d,\"price\":%s,\"words\":{\"w%d\":1.5,\"x\":0.25},\"vec\":[0.5,%d]}"
              .formatted(i, i % 3 == 0, i % 3, i % 24, i % 7 * 0.1, i % 5, i % 2));
    }
    clicks.add("{\"id\":-1,\"ad\":\"a1\"}");
    Sql.write("clicks", 2, clicks);
    TableEnvironment sql = Sql.session();
    sql.executeSql(
        """
        CREATE TABLE clicks (
          id BIGINT, clicked BOOLEAN, ad STRING, `hour` INT, price DOUBLE,
          words MAP<STRING, FLOAT>, vec ARRAY<FLOAT>
        ) WITH (
          'connector' = 'kafka', 'topic' = 'clicks', 'properties.bootstrap.servers' = '%s',
          'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset',
          'format' = 'json'
        )"""
            .formatted(Sql.kafka()));
    sql.executeSql(
        """
        CREATE TABLE clicks_model (
          clicked BOOLEAN, id BIGINT, ad STRING, `hour` INT, price DOUBLE,
          words MAP<STRING, FLOAT>, vec ARRAY<FLOAT>
        ) WITH (
          'connector' = 'flink-sgd', 'label.column' = 'clicked', 'key.column' = 'id',
          'optimizer' = 'ftrl', 'optimizer.alpha' = '0.4', 'consistency' = 'bounded-delay:4', 'batch' = '64',
          'features' = 'hash:bits=18', 'features.crosses' = 'ad*hour', 'features.categorical' = 'hour',
          'model.topic' = 'clicks-model', 'predictions.topic' = 'clicks-predictions',
          'metrics.topic' = 'clicks-metrics', 'rejected.topic' = 'clicks-rejected',
          'properties.bootstrap.servers' = '%s'
        )"""
            .formatted(Sql.kafka()));

    sql.executeSql(
            "INSERT INTO clicks_model SELECT clicked, id, ad, `hour`, price, words, vec FROM clicks")
        .await();

    assertThat(Sql.read("clicks-predictions")).hasSize(ROWS);
    assertThat(Sql.read("clicks-rejected")).singleElement().asString().contains("MISSING_LABEL");
    assertThat(Sql.read("clicks-metrics")).isNotEmpty();

    sql.executeSql(
        """
        CREATE MODEL clicks
        INPUT (words MAP<STRING, FLOAT>, ad STRING, `hour` INT, vec ARRAY<FLOAT>, price DOUBLE)
        OUTPUT (score DOUBLE, version BIGINT)
        WITH ('provider' = 'flink-sgd', 'model.topic' = 'clicks-model', 'properties.bootstrap.servers' = '%s')
        """
            .formatted(Sql.kafka()));
    List<Row> async =
        Sql.rows(
            sql,
            "SELECT id, ad, `hour`, price, words, vec, score, version FROM ML_PREDICT(TABLE clicks, MODEL clicks, DESCRIPTOR(words, ad, `hour`, vec, price))");
    List<Row> sync =
        Sql.rows(
            sql,
            "SELECT id, ad, `hour`, price, words, vec, score, version FROM ML_PREDICT(TABLE clicks, MODEL clicks, DESCRIPTOR(words, ad, `hour`, vec, price), MAP['async', 'false'])");
    assertThat(async).hasSize(ROWS + 1).containsExactlyInAnyOrderElementsOf(sync);
    try (ModelReader reader = ModelReader.follow(Sql.client(), "clicks-model")) {
      long version = (long) async.get(0).getField("version");
      PublishedModel model = reader.awaitVersion(version, Duration.ofSeconds(30));
      for (Row row : async) {
        Map<String, Object> raw = new LinkedHashMap<>();
        for (String name : List.of("ad", "hour", "price", "words", "vec")) {
          Object value = row.getField(name);
          if (value instanceof Object[] array) {
            float[] floats = new float[array.length];
            for (int i = 0; i < floats.length; i++) {
              floats[i] = (Float) array[i];
            }
            value = floats;
          }
          if (value != null) {
            raw.put(name, value);
          }
        }
        assertThat(row.getField("score")).isEqualTo(model.score(raw));
      }
    }
  }
}
