package io.flinksgd.table;

import io.flinksgd.message.WireType;
import io.flinksgd.model.Example;
import io.flinksgd.model.FeatureHasher;
import io.flinksgd.model.Model;
import io.flinksgd.model.Origin;
import io.flinksgd.model.Refusal;
import io.flinksgd.model.Rejected;
import io.flinksgd.model.Rejected.Reason;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Makes examples of the rows of a training table; those that are none go to the side. */
final class RowExamples extends ProcessFunction<RowData, Example> {
  private static final long serialVersionUID = 1L;

  /** Longest key of an example, in characters. */
  private static final int MAX_KEY = 1024;

  static final OutputTag<Rejected> REJECTED = new OutputTag<>("rejected", WireType.REJECTED);

  private final ExampleColumns columns;
  private final Model model;
  private final FeatureHasher hasher;

  private transient RowFeatures features;
  private transient Numbers labels;
  private transient Numbers weights;
  private transient RowData.FieldGetter keys;
  private transient RowText text;
  private transient Counter rejected;

  /** {@code hasher} is null for a model that is not hashed. */
  RowExamples(ExampleColumns columns, Model model, FeatureHasher hasher) {
    this.columns = columns;
    this.model = model;
    this.hasher = hasher;
  }

  @Override
  public void open(OpenContext context) {
    features = RowFeatures.of(columns.features(), model, Optional.ofNullable(hasher));
    LogicalType label = columns.row().getTypeAt(columns.label());
    labels =
        ColumnTypes.isBoolean(label)
            ? new Numbers((row, at) -> row.getBoolean(at) ? 1 : 0, (array, at) -> 0)
            : Numbers.of(label);
    if (columns.weight() != ExampleColumns.NONE) {
      weights = Numbers.of(columns.row().getTypeAt(columns.weight()));
    }
    if (columns.key() != ExampleColumns.NONE) {
      keys = RowData.createFieldGetter(columns.row().getTypeAt(columns.key()), columns.key());
    }
    text = new RowText(columns.row());
    rejected = getRuntimeContext().getMetricGroup().addGroup("training").counter("rejectedRows");
  }

  @Override
  public void processElement(RowData row, Context context, Collector<Example> out) {
    Example example;
    try {
      example = example(row);
    } catch (Refusal refusal) {
      rejected.inc();
      context.output(
          REJECTED,
          Rejected.of(refusal.reason(), refusal.getMessage(), Origin.UNKNOWN, text.of(row)));
      return;
    }
    out.collect(example);
  }

  private Example example(RowData row) throws Refusal {
    if (row.isNullAt(columns.label())) {
      String name = columns.row().getFieldNames().get(columns.label());
      throw new Refusal(Reason.MISSING_LABEL, "label must not be NULL: " + name + "=NULL");
    }
    float label = (float) labels.at(row, columns.label());
    return new Example(label, weight(row), features.of(row), time(row), key(row), Origin.UNKNOWN);
  }

  private float weight(RowData row) {
    return weights == null || row.isNullAt(columns.weight())
        ? 1f
        : (float) weights.at(row, columns.weight());
  }

  private String key(RowData row) throws Refusal {
    int at = columns.key();
    Object key = at == ExampleColumns.NONE ? null : keys.getFieldOrNull(row);
    String text = key == null ? "" : key.toString();
    if (text.length() > MAX_KEY) {
      throw new Refusal(
          Reason.OVERSIZED,
          "key must have at most " + MAX_KEY + " characters: length=" + text.length());
    }
    return text;
  }

  private long time(RowData row) {
    int at = columns.time();
    if (at == ExampleColumns.NONE || row.isNullAt(at)) {
      return Example.NO_TIME;
    }
    LogicalType type = columns.row().getTypeAt(at);
    return type.is(LogicalTypeRoot.BIGINT)
        ? row.getLong(at)
        : row.getTimestamp(at, LogicalTypeChecks.getPrecision(type)).getMillisecond();
  }
}
