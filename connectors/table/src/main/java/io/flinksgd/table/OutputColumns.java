package io.flinksgd.table;

import io.flinksgd.kafka.PublishedModel;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;

/**
 * What a model says of a row: {@code version BIGINT}, {@code examples BIGINT} and {@code
 * published_at TIMESTAMP_LTZ(3)} of the version that scored it, and one column of any other name,
 * {@code DOUBLE} or {@code FLOAT}, for the score.
 *
 * @param columns the meaning of each
 */
record OutputColumns(List<Meaning> columns) implements Serializable {
  private static final Map<String, Meaning> OF_THE_VERSION =
      Map.of(
          "version", Meaning.VERSION,
          "examples", Meaning.EXAMPLES,
          "published_at", Meaning.PUBLISHED_AT);

  /** What stands in a column. */
  enum Meaning {
    SCORE,
    SCORE_AS_FLOAT,
    VERSION,
    EXAMPLES,
    PUBLISHED_AT
  }

  /** Keeps its own copy. */
  OutputColumns {
    columns = List.copyOf(columns);
  }

  /**
   * The meaning of the OUTPUT of a model.
   *
   * @throws ValidationException with the column's name
   */
  static OutputColumns of(RowType output) {
    List<Meaning> columns = new ArrayList<>();
    for (RowType.RowField field : output.getFields()) {
      LogicalTypeRoot type = field.getType().getTypeRoot();
      Meaning meaning =
          OF_THE_VERSION.getOrDefault(
              field.getName(),
              type == LogicalTypeRoot.FLOAT ? Meaning.SCORE_AS_FLOAT : Meaning.SCORE);
      if (type != typeOf(meaning)) {
        throw new ValidationException(
            "OUTPUT column '%s' must be %s: %s=%s"
                .formatted(
                    field.getName(),
                    meaning == Meaning.SCORE ? "DOUBLE or FLOAT" : typeOf(meaning),
                    field.getName(),
                    field.getType().asSummaryString()));
      }
      columns.add(meaning);
    }
    long scores = columns.stream().filter(OutputColumns::isScore).count();
    if (scores != 1) {
      throw new ValidationException(
          "OUTPUT must have one column for the score, beside version, examples and published_at: columns="
              + output.getFieldNames());
    }
    return new OutputColumns(columns);
  }

  private static boolean isScore(Meaning meaning) {
    return meaning == Meaning.SCORE || meaning == Meaning.SCORE_AS_FLOAT;
  }

  private static LogicalTypeRoot typeOf(Meaning meaning) {
    return switch (meaning) {
      case SCORE -> LogicalTypeRoot.DOUBLE;
      case SCORE_AS_FLOAT -> LogicalTypeRoot.FLOAT;
      case VERSION, EXAMPLES -> LogicalTypeRoot.BIGINT;
      case PUBLISHED_AT -> LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
    };
  }

  /** All NULL: there is no model. */
  RowData nothing() {
    return new GenericRowData(columns.size());
  }

  /** What {@code model} says; {@code score} is null for a row that it cannot score. */
  RowData of(PublishedModel model, Double score) {
    GenericRowData row = new GenericRowData(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      row.setField(i, value(columns.get(i), model, score));
    }
    return row;
  }

  private static Object value(Meaning meaning, PublishedModel model, Double score) {
    return switch (meaning) {
      case SCORE -> score;
      case SCORE_AS_FLOAT -> score == null ? null : (Object) score.floatValue();
      case VERSION -> model.version();
      case EXAMPLES -> model.manifest().examples();
      case PUBLISHED_AT -> TimestampData.fromEpochMillis(model.manifest().createdAt());
    };
  }
}
