// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.kafka.report.KafkaVersions;
import io.flinksgd.publication.Publication;
import io.flinksgd.publication.Publication.Manifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** {@code 'connector' = 'flink-sgd-versions'}: the versions that are published on a topic. */
public final class VersionsTableFactory implements DynamicTableSourceFactory {
  static final String IDENTIFIER = "flink-sgd-versions";

  private static final Map<String, LogicalType> COLUMNS = columns();

  /** For Flink, which finds it by the service it offers. */
  public VersionsTableFactory() {}

  private static Map<String, LogicalType> columns() {
    Map<String, LogicalType> columns = new LinkedHashMap<>();
    columns.put("version", DataTypes.BIGINT().getLogicalType());
    columns.put("published_at", DataTypes.TIMESTAMP_LTZ(3).getLogicalType());
    columns.put("examples", DataTypes.BIGINT().getLogicalType());
    columns.put("lineage", DataTypes.BIGINT().getLogicalType());
    columns.put("pages", DataTypes.INT().getLogicalType());
    columns.put("dimension", DataTypes.INT().getLogicalType());
    columns.put("loss_measure", DataTypes.STRING().getLogicalType());
    columns.put("loss", DataTypes.DOUBLE().getLogicalType());
    columns.put("base_loss", DataTypes.DOUBLE().getLogicalType());
    columns.put("window_examples", DataTypes.BIGINT().getLogicalType());
    columns.put("window_loss", DataTypes.DOUBLE().getLogicalType());
    columns.put("window_base_loss", DataTypes.DOUBLE().getLogicalType());
    columns.put("spec", DataTypes.MAP(DataTypes.STRING(), DataTypes.STRING()).getLogicalType());
    return columns;
  }

  @Override
  public String factoryIdentifier() {
    return IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(TableOptions.VERSIONS_TOPIC.config());
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return TableOptions.optional(
        TableOptions.VERSIONS_TOPIC, TableOptions.VERSIONS, TableOptions.KAFKA);
  }

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    var helper = FactoryUtil.createTableFactoryHelper(this, context);
    helper.validate();
    ReadableConfig options = helper.getOptions();
    RowType row = (RowType) context.getPhysicalRowDataType().getLogicalType();
    ReportColumns.check(
        IDENTIFIER,
        row,
        COLUMNS.keySet(),
        (name, type) ->
            type.copy(true).equals(COLUMNS.get(name)) ? "" : COLUMNS.get(name).asSummaryString());
    String topic = TableOptions.VERSIONS_TOPIC.in(options);
    boolean bounded = TableOptions.VERSIONS_BOUNDED.in(options);
    List<String> names = row.getFieldNames();
    return new ReportTable<Publication>(
        "versions of " + topic,
        row,
        KafkaVersions.source(TableOptions.client(options), topic, bounded),
        bounded,
        publication -> row(names, (Manifest) publication));
  }

  private static RowData row(List<String> names, Manifest manifest) {
    GenericRowData row = new GenericRowData(names.size());
    for (int i = 0; i < names.size(); i++) {
      row.setField(i, value(names.get(i), manifest));
    }
    return row;
  }

  /** What SQL has for a number that is not there. */
  private static Double orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static Object value(String name, Manifest manifest) {
    return switch (name) {
      case "version" -> manifest.id().version();
      case "published_at" -> TimestampData.fromEpochMillis(manifest.createdAt());
      case "examples" -> manifest.learned().examples();
      case "lineage" -> manifest.id().lineage();
      case "pages" -> manifest.pages().count();
      case "dimension" -> manifest.shape().dimension();
      case "loss_measure" -> StringData.fromString(manifest.learned().loss().measure().toString());
      case "loss" -> orNull(manifest.learned().loss().total().loss());
      case "base_loss" -> orNull(manifest.learned().loss().total().base());
      case "window_examples" -> manifest.learned().loss().window().examples();
      case "window_loss" -> orNull(manifest.learned().loss().window().loss());
      case "window_base_loss" -> orNull(manifest.learned().loss().window().base());
      default -> {
        Map<StringData, StringData> spec = new LinkedHashMap<>();
        manifest
            .description()
            .spec()
            .forEach(
                (key, text) -> spec.put(StringData.fromString(key), StringData.fromString(text)));
        yield new GenericMapData(spec);
      }
    };
  }
}
