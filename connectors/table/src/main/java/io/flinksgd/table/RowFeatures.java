package io.flinksgd.table;

import io.flinksgd.model.FeatureHasher;
import io.flinksgd.model.Features;
import io.flinksgd.model.Model;
import io.flinksgd.model.Refusal;
import io.flinksgd.model.Spec;
import java.util.List;
import java.util.Optional;
import org.apache.flink.table.data.RowData;

/**
 * Makes features of one row after the other; for one thread. The trainer and the scorer of a model
 * have the same one.
 */
final class RowFeatures {
  private final List<Cell> cells;
  private final Collector collector;

  private RowFeatures(FeatureColumns columns, Collector collector) {
    this.collector = collector;
    this.cells = columns.columns().stream().map(column -> Cell.of(column, collector)).toList();
  }

  /**
   * Features of {@code columns} for a model.
   *
   * @param hasher when it is hashed
   */
  static RowFeatures of(FeatureColumns columns, Model model, Optional<FeatureHasher> hasher) {
    if (hasher.isPresent()) {
      return new RowFeatures(columns, new HashedCollector(hasher.get().row()));
    }
    int dense = model.denseFeatures();
    int sparse = Spec.parse("model", model.spec()).whole("sparse", 0);
    return new RowFeatures(
        columns, dense > 0 ? new DenseCollector(dense) : new SparseCollector(sparse));
  }

  /**
   * The features of {@code row}.
   *
   * @throws Refusal if they cannot be a model's, with the column's name
   */
  Features of(RowData row) throws Refusal {
    collector.begin();
    for (Cell cell : cells) {
      cell.read(row);
    }
    return collector.finish();
  }

  /** Takes the values of a row, column by column. */
  interface Collector {
    /** Forgets the row before. */
    void begin();

    /** Where the values of the column called {@code name} go. */
    Slot slot(String name);

    /** The features of the row. */
    Features finish() throws Refusal;
  }

  /**
   * Takes the values of one column; numbers are finite. Columns of other types than a slot takes
   * have been refused when the query was planned.
   */
  interface Slot {
    /** The column is NULL. */
    default void absent() {}

    default void number(double x) {
      throw new UnsupportedOperationException("number");
    }

    default void truth(boolean x) {
      throw new UnsupportedOperationException("truth value");
    }

    default void text(byte[] utf8) {
      throw new UnsupportedOperationException("text");
    }

    /** Element {@code j} of an array; those that are NULL are left out. */
    default void element(int j, float x) {
      throw new UnsupportedOperationException("array");
    }

    /** The array had {@code length} elements. */
    default void end(int length) {}

    default void entry(String key, float x) throws Refusal {
      throw new UnsupportedOperationException("map");
    }
  }
}
