package io.flinksgd.table;

import io.flinksgd.kafka.PublishedModel;
import io.flinksgd.model.FeatureHasher;
import io.flinksgd.model.Refusal;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.metrics.Counter;
import org.apache.flink.table.data.RowData;

/**
 * Scores rows with published versions. What features are made of a row, and in which order, the
 * version's manifest says. May be called from any thread.
 */
final class Scorer implements Serializable {
  private static final long serialVersionUID = 1L;

  private final FeatureColumns input;
  private final OutputColumns output;

  private transient RowFeatures features;
  private transient Map<String, String> described;
  private transient Counter unscorable;

  Scorer(FeatureColumns input, OutputColumns output) {
    this.input = input;
    this.output = output;
  }

  /** Counts rows that cannot be scored with {@code counter}. */
  void count(Counter counter) {
    unscorable = counter;
  }

  /** The row for want of a model. */
  RowData nothing() {
    return output.nothing();
  }

  /**
   * What {@code model} says of {@code row}; a row of which no features can be made has no score.
   *
   * @throws IllegalStateException if the model was trained on other columns
   */
  synchronized RowData score(PublishedModel model, RowData row) {
    prepare(model.manifest().spec());
    try {
      return output.of(model, model.score(features.of(row)));
    } catch (Refusal refusal) {
      if (unscorable != null) {
        unscorable.inc();
      }
      return output.of(model, null);
    }
  }

  private void prepare(Map<String, String> spec) {
    if (spec.equals(described)) {
      return;
    }
    String model = spec.getOrDefault("model", "");
    Optional<FeatureHasher> hasher =
        Optional.ofNullable(spec.get("features")).map(FeatureHasher::parse);
    String trained = spec.get("columns");
    FeatureColumns ordered = input;
    if (trained != null) {
      ordered =
          input
              .inOrderOf(trained)
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "INPUT must have the columns that the model was trained on: INPUT=(%s), trained=(%s)"
                              .formatted(input.text(), trained)));
    }
    ordered.check(model, hasher);
    features = RowFeatures.of(ordered, model, hasher);
    described = spec;
  }
}
