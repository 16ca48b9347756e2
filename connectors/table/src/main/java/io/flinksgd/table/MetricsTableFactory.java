// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.kafka.report.ProgressReports;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;

/**
 * {@code 'connector' = 'flink-sgd-metrics'}: the progress of training, one row for each report.
 * Columns are called as the numbers on the topic, in SQL's spelling: {@code log_loss}, {@code
 * window_log_loss}.
 */
public final class MetricsTableFactory implements DynamicTableSourceFactory {
  static final String IDENTIFIER = "flink-sgd-metrics";

  private static final String TIME = "at";

  /** For Flink, which finds it by the service it offers. */
  public MetricsTableFactory() {}

  @Override
  public String factoryIdentifier() {
    return IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(TableOptions.PROGRESS_TOPIC.config());
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return TableOptions.optional(
        TableOptions.PROGRESS_TOPIC, TableOptions.METRICS, TableOptions.KAFKA);
  }

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    var helper = FactoryUtil.createTableFactoryHelper(this, context);
    helper.validate();
    ReadableConfig options = helper.getOptions();
    RowType row = (RowType) context.getPhysicalRowDataType().getLogicalType();
    Map<String, String> names = new LinkedHashMap<>();
    ProgressReports.names().forEach(name -> names.put(column(name), name));
    ReportColumns.check(IDENTIFIER, row, names.keySet(), MetricsTableFactory::broken);
    List<String> wanted = row.getFieldNames().stream().map(names::get).toList();
    List<LogicalTypeRoot> types = row.getChildren().stream().map(LogicalType::getTypeRoot).toList();
    String topic = TableOptions.PROGRESS_TOPIC.in(options);
    boolean bounded = TableOptions.METRICS_BOUNDED.in(options);
    return new ReportTable<>(
        "progress on " + topic,
        row,
        ProgressReports.source(TableOptions.client(options), topic, bounded),
        bounded,
        report -> row(wanted, types, report));
  }

  /** {@code window.logLoss} is {@code window_log_loss}. */
  private static String column(String name) {
    return name.replace('.', '_').replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  private static String broken(String name, LogicalType type) {
    boolean number = type.is(LogicalTypeRoot.DOUBLE) || type.is(LogicalTypeRoot.BIGINT);
    boolean time = type.is(LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE);
    if (name.equals(TIME)) {
      return time || type.is(LogicalTypeRoot.BIGINT) ? "" : "TIMESTAMP_LTZ(3) or BIGINT";
    }
    return number ? "" : "DOUBLE or BIGINT";
  }

  private static RowData row(
      List<String> names, List<LogicalTypeRoot> types, Map<String, Double> report) {
    GenericRowData row = new GenericRowData(names.size());
    for (int i = 0; i < names.size(); i++) {
      Double value = report.get(names.get(i));
      row.setField(i, value == null ? null : value(value, types.get(i)));
    }
    return row;
  }

  private static Object value(double value, LogicalTypeRoot type) {
    return switch (type) {
      case DOUBLE -> (Object) value;
      case BIGINT -> (long) value;
      default -> TimestampData.fromEpochMillis((long) value);
    };
  }
}
