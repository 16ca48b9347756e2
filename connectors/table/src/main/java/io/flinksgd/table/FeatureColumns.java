// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.model.Model;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

/**
 * The columns of a row that are features, in the order in which features are made of them. A column
 * that is NULL is absent, and so is an element of an array or map that is NULL; a ROW's fields are
 * columns called {@code row.field}.
 *
 * @param columns in order
 */
record FeatureColumns(List<Column> columns) implements Serializable {
  private static final String SEPARATOR = ", ";

  /**
   * A column.
   *
   * @param index its position in the row
   */
  record Column(String name, LogicalType type, int index) implements Serializable {
    /** As the manifest names it. */
    String text() {
      return name + " " + ColumnTypes.text(type);
    }
  }

  /** Keeps its own copy. */
  FeatureColumns {
    columns = List.copyOf(columns);
  }

  /**
   * All columns of {@code row} but some.
   *
   * @throws ValidationException if one has a type of which no feature can be made
   */
  static FeatureColumns of(RowType row, Set<String> but) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < row.getFieldCount(); i++) {
      String name = row.getFieldNames().get(i);
      if (!but.contains(name)) {
        ColumnTypes.check(name, row.getTypeAt(i));
        columns.add(new Column(name, row.getTypeAt(i), i));
      }
    }
    FeatureColumns features = new FeatureColumns(columns);
    features.checkNames();
    return features;
  }

  private void checkNames() {
    Set<String> seen = new HashSet<>();
    for (Column leaf : leaves()) {
      if (!seen.add(leaf.name())) {
        throw new ValidationException(
            "features must have distinct names, those of ROWs included: column=" + leaf.name());
      }
    }
  }

  /** The columns, and the fields of those that are ROWs. */
  List<Column> leaves() {
    List<Column> leaves = new ArrayList<>();
    columns.forEach(column -> addLeaves(column, leaves));
    return leaves;
  }

  private static void addLeaves(Column column, List<Column> leaves) {
    if (column.type() instanceof RowType row) {
      for (int i = 0; i < row.getFieldCount(); i++) {
        String name = column.name() + "." + row.getFieldNames().get(i);
        addLeaves(new Column(name, row.getTypeAt(i), i), leaves);
      }
    } else {
      leaves.add(column);
    }
  }

  /** Names and types in order, as the manifest carries them. */
  String text() {
    return String.join(SEPARATOR, columns.stream().map(Column::text).toList());
  }

  /** The same columns in the order of {@code text}; empty if they are others. */
  Optional<FeatureColumns> inOrderOf(String text) {
    List<Column> left = new ArrayList<>(columns);
    List<Column> ordered = new ArrayList<>();
    String rest = text;
    while (!left.isEmpty()) {
      String remaining = rest;
      Optional<Column> next = left.stream().filter(column -> begins(remaining, column)).findFirst();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      ordered.add(next.get());
      left.remove(next.get());
      rest = rest.substring(next.get().text().length());
      if (rest.isEmpty() != left.isEmpty()) {
        return Optional.empty();
      }
      rest = rest.isEmpty() ? rest : rest.substring(SEPARATOR.length());
    }
    return rest.isEmpty() ? Optional.of(new FeatureColumns(ordered)) : Optional.empty();
  }

  private static boolean begins(String text, Column column) {
    return text.equals(column.text()) || text.startsWith(column.text() + SEPARATOR);
  }

  /** The same hasher, which knows those columns that are maps. */
  FeatureHasher maps(FeatureHasher hasher) {
    return hasher.maps(
        leaves().stream()
            .filter(leaf -> leaf.type() instanceof MapType)
            .map(Column::name)
            .toArray(String[]::new));
  }

  /**
   * Checks that features of these columns can be made for {@code model}.
   *
   * @param hasher of a hashed model
   * @throws ValidationException with the column's name
   */
  void check(Model model, Optional<FeatureHasher> hasher) {
    if (hasher.isPresent()) {
      checkNamed(hasher.get());
      return;
    }
    boolean dense = model.denseFeatures() > 0;
    for (Column leaf : leaves()) {
      LogicalType type = leaf.type();
      boolean accepted =
          dense
              ? ColumnTypes.areNumbers(type) || ColumnTypes.isBoolean(type)
              : type instanceof MapType;
      if (!accepted) {
        throw new ValidationException(
            "column '%s' must be %s for model=%s: %s=%s"
                .formatted(
                    leaf.name(),
                    dense
                        ? "numeric, BOOLEAN or an ARRAY of numbers"
                        : "a MAP from coordinates to numbers",
                    model.spec(),
                    leaf.name(),
                    leaf.type().asSummaryString()));
      }
    }
  }

  private void checkNamed(FeatureHasher hasher) {
    Set<String> names = new HashSet<>();
    Set<String> texts = new HashSet<>();
    for (Column leaf : leaves()) {
      names.add(leaf.name());
      if (ColumnTypes.areTexts(leaf.type()) || hasher.isCategorical(leaf.name())) {
        texts.add(leaf.name());
      }
    }
    for (String named : hasher.named()) {
      if (!names.contains(named)) {
        throw new ValidationException(
            "features must name columns of the table: column=%s, features=%s"
                .formatted(named, hasher.spec()));
      }
    }
    for (String crossed : hasher.crossed()) {
      if (!texts.contains(crossed)) {
        throw new ValidationException(
            "crossed columns must be STRING, BOOLEAN or categorical: column=%s, features=%s"
                .formatted(crossed, hasher.spec()));
      }
    }
  }
}
