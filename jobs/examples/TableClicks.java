// SPDX-License-Identifier: Apache-2.0
import io.flinksgd.table.SgdModel;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.Model;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.types.ColumnList;

/**
 * Trains from a table and predicts, in the Table API. Argument: the Kafka cluster, by default
 * localhost:9092.
 */
public final class TableClicks {
  private TableClicks() {}

  public static void main(String[] arguments) throws Exception {
    String kafka = arguments.length > 0 ? arguments[0] : "localhost:9092";
    TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
    tables.getConfig().set("execution.checkpointing.interval", "1s");
    tables.executeSql(
        """
        CREATE TABLE clicks (label INT, ad STRING) WITH (
          'connector' = 'kafka', 'topic' = 'clicks', 'properties.bootstrap.servers' = '%s',
          'scan.startup.mode' = 'earliest-offset', 'format' = 'json'
        )"""
            .formatted(kafka));
    train(tables, kafka);
    predict(tables, tables.from("clicks"), kafka).execute().print();
  }

  /** Starts training from the table {@code clicks}. */
  public static TableResult train(TableEnvironment tables, String kafka) {
    SgdModel ads = SgdModel.of(kafka, "ads-model");
    return tables.from("clicks").insertInto(ads.training().build()).execute();
  }

  /** The requests with their scores. */
  public static Table predict(TableEnvironment tables, Table requests, String kafka) {
    SgdModel ads = SgdModel.of(kafka, "ads-model");
    Model model = tables.fromModel(ads.prediction(requests, "ad").build());
    return model.predict(requests, ColumnList.of("ad"));
  }
}
