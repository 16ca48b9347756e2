package io.flinksgd.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.table.ReadmeExample.Request;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // close() may be interrupted
class ReadmeExampleTest {
  @Test
  void tableApiAndDataStreamTrainAndScoreAlike() throws Exception {
    TableEnvironment tables = Sql.session();
    tables.executeSql(
        "CREATE VIEW clicks AS SELECT * FROM (VALUES (1, 'a1'), (0, 'a2'), (1, 'a1')) AS t (label, ad)");
    ReadmeExample.train(tables, Sql.kafka()).await();

    List<Double> scores = new ArrayList<>();
    try (CloseableIterator<Row> rows =
        ReadmeExample.predict(tables, tables.from("clicks"), Sql.kafka()).execute().collect()) {
      while (rows.hasNext()) {
        Row row = rows.next();
        if ("a1".equals(row.getField("ad"))) {
          scores.add((Double) row.getField("score"));
        }
      }
    }
    assertThat(scores).hasSize(2);

    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(1);
    Request request = new Request();
    request.ad = "a1";
    DataStream<Double> stream = ReadmeExample.score(env.fromData(request), Sql.client());
    try (CloseableIterator<Double> score = stream.executeAndCollect()) {
      assertThat(score.next()).isEqualTo(scores.get(0)).isGreaterThan(0.5);
    }
  }
}
