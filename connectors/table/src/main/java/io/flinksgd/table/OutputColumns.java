// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.reader.PublishedModel;
import io.flinksgd.reader.Score;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;

/**
 * What a model says of a row, in columns whose names say what they hold:
 *
 * <ul>
 *   <li>{@code version BIGINT}, {@code examples BIGINT} and {@code published_at TIMESTAMP_LTZ(3)}
 *       of the version that scored it
 *   <li>{@code class INT} or {@code BIGINT}: the most probable class
 *   <li>{@code probabilities ARRAY<DOUBLE>} or {@code ARRAY<FLOAT>}: of all classes, in order
 *   <li>{@code p0}, {@code p1}, ..., {@code DOUBLE} or {@code FLOAT}: the probability of that class
 *   <li>one column of any other name, {@code DOUBLE} or {@code FLOAT}: the score
 * </ul>
 *
 * @param columns in order
 */
record OutputColumns(List<Column> columns) implements Serializable {
  private static final String KNOWN =
      "version, examples, published_at, class, probabilities, p0, p1, ...";

  /** What stands in a column. */
  enum Meaning {
    VERSION("BIGINT"),
    EXAMPLES("BIGINT"),
    PUBLISHED_AT("TIMESTAMP_LTZ"),
    CLASS("INT or BIGINT"),
    PROBABILITIES("ARRAY<DOUBLE> or ARRAY<FLOAT>"),
    PROBABILITY("DOUBLE or FLOAT"),
    SCORE("DOUBLE or FLOAT");

    private final String rule;

    Meaning(String rule) {
      this.rule = rule;
    }

    /** Whether values of {@code type}, or arrays of it, hold it. */
    boolean fits(LogicalTypeRoot type) {
      return switch (this) {
        case VERSION, EXAMPLES -> type == LogicalTypeRoot.BIGINT;
        case PUBLISHED_AT -> type == LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
        case CLASS -> type == LogicalTypeRoot.INTEGER || type == LogicalTypeRoot.BIGINT;
        case PROBABILITIES, PROBABILITY, SCORE ->
            type == LogicalTypeRoot.DOUBLE || type == LogicalTypeRoot.FLOAT;
      };
    }

    /** Whether it takes a model with classes. */
    boolean ofClasses() {
      return this == CLASS || this == PROBABILITIES || this == PROBABILITY;
    }
  }

  /**
   * A column.
   *
   * @param type of the value, or of an array's elements
   * @param number of the class that a {@link Meaning#PROBABILITY} is of
   */
  record Column(String name, Meaning meaning, LogicalTypeRoot type, int number)
      implements Serializable {
    static Column of(RowType.RowField field) {
      String name = field.getName();
      Meaning meaning = meaning(name);
      LogicalType type = field.getType();
      boolean array = type.is(LogicalTypeRoot.ARRAY);
      LogicalTypeRoot root =
          array ? ((ArrayType) type).getElementType().getTypeRoot() : type.getTypeRoot();
      if (array != (meaning == Meaning.PROBABILITIES) || !meaning.fits(root)) {
        throw new ValidationException(
            "OUTPUT column '%s' must be %s: %s=%s"
                .formatted(name, meaning.rule, name, type.asSummaryString()));
      }
      int number = meaning == Meaning.PROBABILITY ? Integer.parseInt(name.substring(1)) : 0;
      return new Column(name, meaning, root, number);
    }

    private static Meaning meaning(String name) {
      return switch (name) {
        case "version" -> Meaning.VERSION;
        case "examples" -> Meaning.EXAMPLES;
        case "published_at" -> Meaning.PUBLISHED_AT;
        case "class" -> Meaning.CLASS;
        case "probabilities" -> Meaning.PROBABILITIES;
        default -> name.matches("p(0|[1-9][0-9]{0,7})") ? Meaning.PROBABILITY : Meaning.SCORE;
      };
    }

    private Object value(PublishedModel model, Score score) {
      return switch (meaning) {
        case VERSION -> model.version();
        case EXAMPLES -> model.manifest().learned().examples();
        case PUBLISHED_AT -> TimestampData.fromEpochMillis(model.manifest().createdAt());
        default -> score.value().isEmpty() ? null : predicted(score);
      };
    }

    private Object predicted(Score score) {
      return switch (meaning) {
        case CLASS -> ofClass(score.predictedClass().getAsInt());
        case PROBABILITIES -> array(score.probabilities());
        case PROBABILITY -> number(score.probabilities()[number]);
        default -> number(score.value().getAsDouble());
      };
    }

    private Object ofClass(int value) {
      if (type == LogicalTypeRoot.BIGINT) {
        return (long) value;
      }
      return value;
    }

    private Object number(double value) {
      if (type == LogicalTypeRoot.FLOAT) {
        return (float) value;
      }
      return value;
    }

    private Object array(double[] values) {
      if (type == LogicalTypeRoot.DOUBLE) {
        return new GenericArrayData(values);
      }
      float[] floats = new float[values.length];
      for (int c = 0; c < floats.length; c++) {
        floats[c] = (float) values[c];
      }
      return new GenericArrayData(floats);
    }
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
    List<Column> columns = new ArrayList<>();
    output.getFields().forEach(field -> columns.add(Column.of(field)));
    long scores = columns.stream().filter(c -> c.meaning == Meaning.SCORE).count();
    boolean classes = columns.stream().anyMatch(c -> c.meaning.ofClasses());
    if (scores > 1 || (scores == 0 && !classes)) {
      throw new ValidationException(
          "OUTPUT must have one column for the score, of a name that is none of %s, or some for classes: columns=%s"
              .formatted(KNOWN, output.getFieldNames()));
    }
    return new OutputColumns(columns);
  }

  /**
   * Checks that {@code model} has the classes that columns are of.
   *
   * @throws IllegalStateException with the column's name
   */
  void check(PublishedModel model) {
    int classes = model.model().classes();
    Optional<Column> without =
        columns.stream().filter(c -> c.meaning.ofClasses() && c.number >= classes).findFirst();
    if (without.isPresent()) {
      throw new IllegalStateException(
          "OUTPUT column '%s' must be of one of the model's %d classes: model=%s"
              .formatted(without.get().name, classes, model.model().spec()));
    }
  }

  /** All NULL: there is no model. */
  RowData nothing() {
    return new GenericRowData(columns.size());
  }

  /** What {@code model} says; only of the model itself, if {@code score} has no value. */
  RowData of(PublishedModel model, Score score) {
    GenericRowData row = new GenericRowData(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      row.setField(i, columns.get(i).value(model, score));
    }
    return row;
  }
}
