package io.flinksgd.kafka;

import io.flinksgd.model.DenseRow;
import io.flinksgd.model.FeatureHasher;
import io.flinksgd.model.FeatureRow;
import io.flinksgd.model.Features;
import io.flinksgd.model.MapFields;
import io.flinksgd.model.Model;
import io.flinksgd.model.Refusal;
import io.flinksgd.model.Rejected.Reason;
import io.flinksgd.model.SparseRow;
import io.flinksgd.model.Spec;
import java.util.Map;

/**
 * Makes the features that the trainer of a published model makes: by the same rows, which are told
 * by the same rules. What only training needs, the label among it, is skipped. For one thread.
 */
final class RawFeatures {
  private final FeatureRow row;
  private final JsonFormat json;

  private RawFeatures(FeatureRow row) {
    this.row = row;
    this.json = new JsonFormat(row);
  }

  /**
   * For a model whose manifest says {@code spec}.
   *
   * @throws IllegalStateException if it does not say how features are made
   */
  static RawFeatures of(Model model, Map<String, String> spec) {
    String hashed = spec.get("features");
    if (hashed != null) {
      return new RawFeatures(
          FeatureHasher.parse(hashed).ignore(ExampleFields.meanings(spec)).row());
    }
    int sparse = Spec.parse("model", model.spec()).whole("sparse", 0);
    if (spec.containsKey("columns") || model.denseFeatures() + sparse == 0) {
      throw new IllegalStateException("manifest must say 'features': spec=" + spec);
    }
    String name = sparse > 0 ? ExampleFields.sparse(spec) : ExampleFields.dense(spec);
    if (sparse > 0) {
      return new RawFeatures(
          name.isEmpty() ? SparseRow.ofAll(sparse) : new SparseRow(sparse, name));
    }
    if (name.isEmpty()) {
      throw new IllegalStateException(
          "features of columns must be given in their order: columns="
              + spec.getOrDefault("coordinates", ""));
    }
    return new RawFeatures(new DenseRow(model.denseFeatures(), name));
  }

  /** Of fields by name. */
  Features of(Map<String, ?> fields) {
    for (String name : fields.keySet()) {
      if (name == null) {
        throw new Refusal(Reason.UNPARSABLE, "field must have a name: field=null");
      }
    }
    MapFields.tell(fields, row);
    return row.finish();
  }

  /** Of a record that is a JSON object. */
  Features of(byte[] record) {
    json.read(record);
    return row.finish();
  }
}
