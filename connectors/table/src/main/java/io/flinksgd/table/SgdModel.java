// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import java.util.Objects;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ModelDescriptor;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.TableDescriptor;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Column;
import org.apiguardian.api.API;

/**
 * A model on a topic, for the Table API: what trains it and what predicts with it, as descriptors
 * to which any other option can be added.
 *
 * <pre>{@code
 * SgdModel ads = SgdModel.of("localhost:9092", "ads-model");
 * tables.from("clicks").insertInto(ads.training().build()).execute();
 * Model model = tables.fromModel(ads.prediction(requests, "ad").build());
 * Table scored = model.predict(requests, ColumnList.of("ad"));
 * }</pre>
 *
 * Immutable, of any thread.
 *
 * @param bootstrapServers the Kafka cluster
 * @param topic where the model is published
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record SgdModel(String bootstrapServers, String topic) {
  /**
   * Neither may be null.
   *
   * @throws NullPointerException with the name of the one that is
   */
  public SgdModel {
    Objects.requireNonNull(bootstrapServers, "bootstrapServers");
    Objects.requireNonNull(topic, "topic");
  }

  /** The model that is published on {@code topic}. */
  public static SgdModel of(String bootstrapServers, String topic) {
    return new SgdModel(bootstrapServers, topic);
  }

  /**
   * A table that learns from what is inserted into it. Its columns are those of the table that is
   * inserted, unless a schema is given.
   */
  public TableDescriptor.Builder training() {
    return TableDescriptor.forConnector(TableOptions.IDENTIFIER)
        .option(TableOptions.MODEL_TOPIC.name(), topic)
        .option(servers(), bootstrapServers);
  }

  /**
   * A model whose INPUT are columns of {@code rows}, by name and type, and whose OUTPUT is {@code
   * score DOUBLE, version BIGINT}, unless other schemas are given.
   *
   * @throws ValidationException if {@code rows} has no such column
   */
  public ModelDescriptor.Builder prediction(Table rows, String... features) {
    Schema.Builder input = Schema.newBuilder();
    for (String feature : features) {
      input.column(feature, column(rows, feature).getDataType());
    }
    return ModelDescriptor.forProvider(TableOptions.IDENTIFIER)
        .inputSchema(input.build())
        .outputSchema(
            Schema.newBuilder()
                .column("score", DataTypes.DOUBLE())
                .column("version", DataTypes.BIGINT())
                .build())
        .option(TableOptions.PUBLISHED.name(), topic)
        .option(servers(), bootstrapServers);
  }

  private static Column column(Table rows, String name) {
    return rows.getResolvedSchema()
        .getColumn(name)
        .orElseThrow(
            () ->
                new ValidationException(
                    "features must name columns of the table: column=%s, columns=%s"
                        .formatted(name, rows.getResolvedSchema().getColumnNames())));
  }

  private static String servers() {
    return TableOptions.PROPERTIES.name() + "." + TableOptions.BOOTSTRAP_SERVERS;
  }
}
