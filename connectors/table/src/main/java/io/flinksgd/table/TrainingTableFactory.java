// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.flink.option.RecordOptions;
import io.flinksgd.flink.option.TrainingOptions;
import io.flinksgd.flink.option.TrainingSettings;
import io.flinksgd.kafka.result.KafkaResults;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.logical.RowType;

/** {@code 'connector' = 'flink-sgd'}: a table that learns from what is inserted into it. */
public final class TrainingTableFactory implements DynamicTableSinkFactory {
  /** For Flink, which finds it by the service it offers. */
  public TrainingTableFactory() {}

  @Override
  public String factoryIdentifier() {
    return TableOptions.IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(TableOptions.MODEL_TOPIC.config());
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return TableOptions.optional(
        TableOptions.MODEL_TOPIC,
        TrainingOptions.GROUP,
        RecordOptions.GROUP,
        TableOptions.TRAINING,
        TableOptions.KAFKA);
  }

  @Override
  public DynamicTableSink createDynamicTableSink(Context context) {
    var helper = FactoryUtil.createTableFactoryHelper(this, context);
    helper.validateExcept(OptionArguments.prefixes());
    Configuration options = OptionArguments.folded(context.getCatalogTable().getOptions());
    RowType row = (RowType) context.getPhysicalRowDataType().getLogicalType();
    ExampleColumns columns = ExampleColumns.of(row, options);
    TrainingSettings settings = settings(options, columns.features());
    columns.features().check(settings.spec().model(), settings.features());
    Integer parallelism = TableOptions.PARALLELISM.in(options);
    if (parallelism != null && parallelism < 1) {
      throw new ValidationException(
          "sink.parallelism must be >= 1: sink.parallelism=" + parallelism);
    }
    return new TrainingTable(
        context.getObjectIdentifier(),
        settings,
        columns,
        results(options),
        Optional.ofNullable(parallelism),
        TableOptions.IGNORE_DELETES.in(options));
  }

  /** A row may have more than one array or map, so each has the namespace of its column. */
  private static TrainingSettings settings(Configuration options, FeatureColumns columns) {
    TrainingSettings given = TrainingSettings.from(options);
    return given.withFeatures(given.features().map(hasher -> columns.maps(hasher.ownNamespaces())));
  }

  private static KafkaResults results(Configuration options) {
    Properties client = TableOptions.client(options);
    return new KafkaResults(
        client.getProperty(TableOptions.BOOTSTRAP_SERVERS),
        TableOptions.properties(options),
        new KafkaResults.Topics(
            Optional.of(TableOptions.MODEL_TOPIC.in(options)),
            Optional.ofNullable(TableOptions.PREDICTIONS_TOPIC.in(options)),
            Optional.ofNullable(TableOptions.METRICS_TOPIC.in(options)),
            Optional.ofNullable(TableOptions.REJECTED_TOPIC.in(options))),
        TableOptions.TAKE_OVER.in(options),
        TableOptions.CREATE_TOPICS.in(options));
  }
}
