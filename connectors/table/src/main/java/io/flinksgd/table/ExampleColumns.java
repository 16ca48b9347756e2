// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.feature.EventTimes;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.Labels;
import io.flinksgd.flink.option.Option;
import io.flinksgd.flink.option.RecordOptions;
import io.flinksgd.table.FeatureColumns.Column;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;

/**
 * What the columns of a training table mean.
 *
 * @param row all columns
 * @param at where those are that have a meaning of their own
 * @param features all others
 * @param labels how the label is written
 * @param times how the event time is written
 */
record ExampleColumns(
    RowType row, Positions at, FeatureColumns features, Labels labels, EventTimes times)
    implements Serializable {
  /** The position of a column that the table does not have. */
  static final int NONE = -1;

  /**
   * Positions in a row, or {@link #NONE}.
   *
   * @param label of the label, which is there
   * @param weight of the importance
   * @param key of the key
   * @param time of the event time
   */
  record Positions(int label, int weight, int key, int time) implements Serializable {}

  /**
   * Finds the columns that have a meaning of their own by the options that name them.
   *
   * @throws ValidationException with the option and the column
   */
  static ExampleColumns of(RowType row, ReadableConfig options) {
    Map<String, String> meanings = new HashMap<>();
    Labels labels = RecordOptions.labels(options);
    int label =
        find(
            row,
            TableOptions.LABEL_COLUMN,
            options,
            meanings,
            labels.areNamed() ? "numeric, BOOLEAN or STRING" : "numeric or BOOLEAN",
            type ->
                ColumnTypes.isNumber(type)
                    || ColumnTypes.isBoolean(type)
                    || (labels.areNamed() && ColumnTypes.isCharacters(type)));
    if (label == NONE) {
      throw new ValidationException(
          "a training table must have a label: %s=%s, columns=%s"
              .formatted(
                  TableOptions.LABEL_COLUMN.name(),
                  TableOptions.LABEL_COLUMN.in(options),
                  row.getFieldNames()));
    }
    int weight =
        find(row, TableOptions.WEIGHT_COLUMN, options, meanings, "numeric", ColumnTypes::isNumber);
    int key =
        find(
            row,
            TableOptions.KEY_COLUMN,
            options,
            meanings,
            "STRING or an integer",
            type -> ColumnTypes.isCharacters(type) || type.is(LogicalTypeFamily.INTEGER_NUMERIC));
    int time =
        find(
            row,
            TableOptions.TIME_COLUMN,
            options,
            meanings,
            "TIMESTAMP, TIMESTAMP_LTZ, BIGINT or STRING",
            ExampleColumns::isTime);
    Set<String> taken = new HashSet<>(meanings.keySet());
    return new ExampleColumns(
        row,
        new Positions(label, weight, key, time),
        FeatureColumns.of(row, taken),
        labels,
        RecordOptions.times(options));
  }

  /** What the columns that have a meaning of their own are called; the time is not among them. */
  ExampleFields names() {
    return ExampleFields.standard()
        .withLabel(name(at.label))
        .withWeight(name(at.weight))
        .withKey(name(at.key))
        .withDense("")
        .withSparse("")
        .withLabels(labels);
  }

  String name(int column) {
    return column == NONE ? "" : row.getFieldNames().get(column);
  }

  /** The columns that an example is made of, but for the time. */
  List<Column> all() {
    List<Column> all = new ArrayList<>();
    for (int column : new int[] {at.label, at.weight, at.key}) {
      if (column != NONE) {
        all.add(new Column(name(column), row.getTypeAt(column), column));
      }
    }
    all.addAll(features.columns());
    return all;
  }

  private static boolean isTime(LogicalType type) {
    return type.is(LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE)
        || type.is(LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE)
        || type.is(LogicalTypeRoot.BIGINT)
        || ColumnTypes.isCharacters(type);
  }

  private static int find(
      RowType row,
      Option<String> option,
      ReadableConfig options,
      Map<String, String> meanings,
      String rule,
      Predicate<LogicalType> accepts) {
    Optional<String> given = options.getOptional(option.config());
    String name = option.in(options);
    if (name == null || name.isEmpty()) {
      return NONE;
    }
    int position = row.getFieldIndex(name);
    if (position < 0) {
      if (given.isPresent()) {
        throw new ValidationException(
            "'%s' must name a column: %s=%s, columns=%s"
                .formatted(option.name(), option.name(), name, row.getFieldNames()));
      }
      return NONE;
    }
    LogicalType type = row.getTypeAt(position);
    if (!accepts.test(type)) {
      throw new ValidationException(
          "column '%s' must be %s to be the '%s': %s=%s"
              .formatted(name, rule, option.name(), name, type.asSummaryString()));
    }
    String other = meanings.put(name, option.name());
    if (other != null) {
      throw new ValidationException(
          "column '%s' must have one meaning: it is '%s' and '%s'"
              .formatted(name, other, option.name()));
    }
    return position;
  }
}
