// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.kafka.scoring.MaxAge;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.ResolvedCatalogModel;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.ModelProviderFactory;
import org.apache.flink.table.ml.ModelProvider;
import org.apache.flink.table.types.logical.RowType;

/** {@code 'provider' = 'flink-sgd'}: a model that follows its topic while it predicts. */
public final class PredictionFactory implements ModelProviderFactory {
  /** For Flink, which finds it by the service it offers. */
  public PredictionFactory() {}

  @Override
  public String factoryIdentifier() {
    return TableOptions.IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(TableOptions.PUBLISHED.config());
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return TableOptions.optional(
        TableOptions.PUBLISHED, TableOptions.PREDICTION, TableOptions.KAFKA);
  }

  @Override
  public ModelProvider createModelProvider(Context context) {
    var helper = FactoryUtil.createModelProviderFactoryHelper(this, context);
    helper.validate();
    ResolvedCatalogModel model = context.getCatalogModel();
    RowType input =
        (RowType) model.getResolvedInputSchema().toPhysicalRowDataType().getLogicalType();
    RowType output =
        (RowType) model.getResolvedOutputSchema().toPhysicalRowDataType().getLogicalType();
    ModelColumns columns =
        new ModelColumns(FeatureColumns.of(input, Set.of()), OutputColumns.of(output));
    return new Prediction(
        source(helper.getOptions(), columns),
        new Scorer(
            columns,
            maxAge(helper.getOptions()),
            TableOptions.ON_MIXED_FIELDS.in(helper.getOptions())));
  }

  private static MaxAge maxAge(ReadableConfig options) {
    Duration age = TableOptions.MAX_AGE.in(options);
    if (age == null) {
      return MaxAge.NONE;
    }
    try {
      return new MaxAge(age, TableOptions.ON_STALE.in(options));
    } catch (IllegalArgumentException e) {
      throw new ValidationException(e.getMessage(), e);
    }
  }

  private static ModelSource source(ReadableConfig options, ModelColumns columns) {
    Properties client = TableOptions.client(options);
    Duration timeout = TableOptions.FIRST_VERSION_TIMEOUT.in(options);
    if (timeout.toMillis() < 1) {
      throw new ValidationException(
          "first-version.timeout must be >= 1 ms: first-version.timeout="
              + timeout.toMillis()
              + "ms");
    }
    MemorySize memory = TableOptions.MAX_MEMORY.in(options);
    return new ModelSource(
        client,
        TableOptions.PUBLISHED.in(options),
        new ModelSource.Start(TableOptions.FIRST_VERSION.in(options), timeout),
        memory == null ? 0 : memory.getBytes(),
        columns,
        TableOptions.ON_INCOMPATIBLE.in(options));
  }
}
