package io.flinksgd.table;

import static org.apache.flink.table.api.Expressions.$;

import io.flinksgd.kafka.ScoreFunction;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ModelDescriptor;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.TableDescriptor;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.types.ColumnList;

/** The README's example, so that it compiles; a test runs it. */
final class ReadmeExample {
  /** A request to be scored. */
  public static final class Request {
    public String ad = "";
  }

  private ReadmeExample() {}

  static TableResult train(TableEnvironment tables, String kafka) {
    TableDescriptor model =
        TableDescriptor.forConnector("flink-sgd")
            .schema(Schema.newBuilder().column("label", "INT").column("ad", "STRING").build())
            .option("model.topic", "ads-model")
            .option("properties.bootstrap.servers", kafka)
            .build();
    return tables.from("clicks").select($("label"), $("ad")).insertInto(model).execute();
  }

  static Table predict(TableEnvironment tables, Table requests, String kafka) {
    ModelDescriptor model =
        ModelDescriptor.forProvider("flink-sgd")
            .inputSchema(Schema.newBuilder().column("ad", DataTypes.STRING()).build())
            .outputSchema(Schema.newBuilder().column("score", DataTypes.DOUBLE()).build())
            .option("model.topic", "ads-model")
            .option("properties.bootstrap.servers", kafka)
            .build();
    return tables.fromModel(model).predict(requests, ColumnList.of("ad"));
  }

  static DataStream<Double> score(DataStream<Request> requests, Properties client) {
    return requests
        .map(
            new ScoreFunction<Request, Double>(
                client,
                "ads-model",
                request -> Map.of("ad", request.ad),
                (request, score, version) -> score))
        .returns(Double.class);
  }
}
