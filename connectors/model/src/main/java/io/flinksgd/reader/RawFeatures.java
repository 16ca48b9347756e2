// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.DenseRow;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.feature.FeatureRow;
import io.flinksgd.feature.MapFields;
import io.flinksgd.feature.MixedFields;
import io.flinksgd.feature.NamedColumnRow;
import io.flinksgd.feature.NamedColumnRow.Named;
import io.flinksgd.feature.SparseRow;
import io.flinksgd.feature.TrainedKinds;
import io.flinksgd.json.JsonFormat;
import io.flinksgd.model.Model;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the features that the trainer of a published model makes: with the same rows and rules.
 * What only training needs, the label among it, is skipped. For one thread.
 */
final class RawFeatures {
  private final FeatureRow row;
  private final TrainedKinds trained;
  private final JsonFormat json;

  private RawFeatures(FeatureRow row, TrainedKinds trained) {
    this.row = row;
    this.trained = trained;
    this.json = new JsonFormat(row);
  }

  /**
   * For a model whose manifest says {@code spec}.
   *
   * @param trained what fields were
   * @throws IllegalStateException if it does not say how features are made
   */
  static RawFeatures of(Model model, Map<String, String> spec, TrainedKinds trained) {
    String hashed = spec.get("features");
    if (hashed != null) {
      return new RawFeatures(
          FeatureHasher.parse(hashed).ignore(ExampleFields.meanings(spec)).row(trained), trained);
    }
    int sparse = model.sparseFeatures();
    int dense = model.denseFeatures();
    if (dense + sparse == 0) {
      throw new IllegalStateException("manifest must say 'features': spec=" + spec);
    }
    return new RawFeatures(sparse > 0 ? sparse(sparse, spec) : dense(dense, spec), trained);
  }

  private static FeatureRow sparse(int dimension, Map<String, String> spec) {
    String columns = spec.get("columns");
    if (columns != null) {
      Set<String> maps =
          TrainedColumns.typed(columns).orElseThrow(() -> unknown(columns)).stream()
              .map(Named::name)
              .collect(Collectors.toSet());
      return SparseRow.of(dimension, maps::contains);
    }
    String name = ExampleFields.sparse(spec);
    Set<String> meanings = Set.of(ExampleFields.meanings(spec));
    return name.isEmpty()
        ? SparseRow.of(dimension, field -> !meanings.contains(field))
        : new SparseRow(dimension, name);
  }

  private static FeatureRow dense(int length, Map<String, String> spec) {
    String name = ExampleFields.dense(spec);
    if (!name.isEmpty() && !spec.containsKey("columns")) {
      return new DenseRow(length, name);
    }
    return TrainedColumns.dense(spec, length)
        .map(columns -> new NamedColumnRow(length, columns))
        .orElseThrow(
            () -> unknown(spec.getOrDefault("columns", spec.getOrDefault("coordinates", ""))));
  }

  private static IllegalStateException unknown(String columns) {
    return new IllegalStateException(
        "columns must be numbers or arrays whose names the model says, or features be given as they"
            + " are: columns="
            + columns);
  }

  /** Of fields by name; {@code mixed} says what becomes of those that are not what they were. */
  Features of(Map<String, ?> fields, MixedFields mixed) {
    for (String name : fields.keySet()) {
      if (name == null) {
        throw new Refusal(Reason.UNPARSABLE, "field must have a name: field=null");
      }
    }
    trained.tell(mixed);
    MapFields.tell(fields, row);
    return row.finish();
  }

  /** As {@link #of(Map, MixedFields)}, of a record that is a JSON object. */
  Features of(byte[] record, MixedFields mixed) {
    trained.tell(mixed);
    json.read(record);
    return row.finish();
  }
}
