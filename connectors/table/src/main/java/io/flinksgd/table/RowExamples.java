// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.example.Example;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.feature.SeenKinds;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.kafka.example.ExampleStreams;
import io.flinksgd.kafka.format.ExampleRow;
import io.flinksgd.model.Model;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Makes examples of the rows of a training table; rejected rows go to a side output. */
final class RowExamples extends ProcessFunction<RowData, Example> {
  private static final long serialVersionUID = 1L;

  static final OutputTag<Rejected> REJECTED = new OutputTag<>("rejected", WireType.REJECTED);

  private final ExampleColumns columns;
  private final Model model;
  private final FeatureHasher hasher;

  private transient ExampleRow example;
  private transient SeenKinds seen;
  private transient List<Cell> cells;
  private transient TimeCell times;
  private transient RowText text;
  private transient Counter rejected;
  private transient Counter ignoredDeletes;

  /** {@code hasher} is null for a model that is not hashed. */
  RowExamples(ExampleColumns columns, Model model, FeatureHasher hasher) {
    this.columns = columns;
    this.model = model;
    this.hasher = hasher;
  }

  @Override
  public void open(OpenContext context) {
    FeatureColumns features = columns.features();
    example =
        new ExampleRow(
            columns.names(),
            RowFeatures.row(
                features, model, Optional.ofNullable(hasher), h -> h.row(new SeenKinds())));
    seen = example.seen().orElseGet(SeenKinds::new);
    cells = columns.all().stream().map(column -> Cell.of(column, example)).toList();
    if (columns.at().time() != ExampleColumns.NONE) {
      times = TimeCell.of(columns, example.field(columns.name(columns.at().time())));
    }
    text = new RowText(columns.row());
    MetricGroup group = getRuntimeContext().getMetricGroup().addGroup("training");
    rejected = TableMetrics.REJECTED_ROWS.counter(group);
    ignoredDeletes = TableMetrics.IGNORED_DELETES.counter(group);
  }

  @Override
  public void processElement(RowData row, Context context, Collector<Example> out) {
    if (row.getRowKind() == RowKind.DELETE) {
      ignoredDeletes.inc();
      return;
    }
    if (row.getRowKind() == RowKind.UPDATE_BEFORE) {
      return; // the row after the update follows it
    }
    Example made;
    try {
      made = example(row);
    } catch (Refusal refusal) {
      rejected.inc();
      context.output(
          REJECTED,
          Rejected.of(refusal.reason(), refusal.getMessage(), Origin.UNKNOWN, text.of(row)));
      return;
    }
    if (seen.hasNews()) {
      context.output(ExampleStreams.KINDS, seen.takeNews());
    }
    out.collect(made);
  }

  private Example example(RowData row) throws Refusal {
    example.begin();
    for (Cell cell : cells) {
      cell.tell(row);
    }
    return example.finish("", time(row), Origin.UNKNOWN);
  }

  private long time(RowData row) throws Refusal {
    int at = columns.at().time();
    return at == ExampleColumns.NONE || row.isNullAt(at) ? Example.NO_TIME : times.of(row);
  }
}
