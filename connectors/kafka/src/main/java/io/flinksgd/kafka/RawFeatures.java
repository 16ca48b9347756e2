package io.flinksgd.kafka;

import io.flinksgd.model.DenseRow;
import io.flinksgd.model.FeatureHasher;
import io.flinksgd.model.FeatureRow;
import io.flinksgd.model.Features;
import io.flinksgd.model.MapFields;
import io.flinksgd.model.MixedFields;
import io.flinksgd.model.Model;
import io.flinksgd.model.Refusal;
import io.flinksgd.model.Rejected.Reason;
import io.flinksgd.model.SparseRow;
import io.flinksgd.model.Spec;
import io.flinksgd.model.TrainedKinds;
import java.util.Map;

/**
 * Makes the features that the trainer of a published model makes: by the same rows, which are told
 * by the same rules. What only training needs, the label among it, is skipped. For one thread.
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
    int sparse = Spec.parse("model", model.spec()).whole("sparse", 0);
    if (spec.containsKey("columns") || model.denseFeatures() + sparse == 0) {
      throw new IllegalStateException("manifest must say 'features': spec=" + spec);
    }
    String name = sparse > 0 ? ExampleFields.sparse(spec) : ExampleFields.dense(spec);
    if (sparse > 0) {
      return new RawFeatures(
          name.isEmpty() ? SparseRow.ofAll(sparse) : new SparseRow(sparse, name), trained);
    }
    if (name.isEmpty()) {
      throw new IllegalStateException(
          "features of columns must be given in their order: columns="
              + spec.getOrDefault("coordinates", ""));
    }
    return new RawFeatures(new DenseRow(model.denseFeatures(), name), trained);
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
