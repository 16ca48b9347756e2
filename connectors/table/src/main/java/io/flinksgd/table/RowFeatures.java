// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.feature.ColumnRow;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.feature.FeatureRow;
import io.flinksgd.feature.SparseRow;
import io.flinksgd.feature.TrainedKinds;
import io.flinksgd.model.Model;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.table.data.RowData;

/**
 * Makes features of one row after the other; for one thread. The trainer and the scorer of a model
 * have the same one.
 */
final class RowFeatures {
  private final List<Cell> cells;
  private final FeatureRow features;

  private RowFeatures(FeatureColumns columns, FeatureRow features) {
    this.features = features;
    this.cells = columns.columns().stream().map(column -> Cell.of(column, features)).toList();
  }

  /**
   * Features of {@code columns} for a model.
   *
   * @param hasher when it is hashed
   * @param trained compares its fields with what they were in training
   */
  static RowFeatures of(
      FeatureColumns columns, Model model, Optional<FeatureHasher> hasher, TrainedKinds trained) {
    return new RowFeatures(columns, row(columns, model, hasher, h -> h.row(trained)));
  }

  /**
   * The row that takes the values of {@code columns}, as {@link #of}.
   *
   * @param hashed makes the row of a hashed model
   */
  static FeatureRow row(
      FeatureColumns columns,
      Model model,
      Optional<FeatureHasher> hasher,
      Function<FeatureHasher, FeatureRow> hashed) {
    if (hasher.isPresent()) {
      return hashed.apply(columns.maps(hasher.get()));
    }
    int dense = model.denseFeatures();
    return dense > 0 ? new ColumnRow(dense) : SparseRow.ofAll(model.sparseFeatures());
  }

  /**
   * The features of {@code row}.
   *
   * @throws Refusal if they cannot be a model's, with the column's name
   */
  Features of(RowData row) throws Refusal {
    features.begin();
    for (Cell cell : cells) {
      cell.tell(row);
    }
    return features.finish();
  }
}
