// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.reader.ModelFit;
import io.flinksgd.reader.PublishedModel;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;

/**
 * The columns that a model is asked with and that it answers in. A version fits that was trained on
 * INPUT's columns and has what OUTPUT has columns for.
 *
 * @param input columns of INPUT
 * @param output columns of OUTPUT
 */
record ModelColumns(FeatureColumns input, OutputColumns output) implements ModelFit, Serializable {
  @Override
  public void check(PublishedModel model, Optional<PublishedModel> inUse) {
    var unused = inOrderOf(model);
  }

  /** How the features of hashed versions are made. */
  static Optional<FeatureHasher> hasher(PublishedModel published) {
    return Optional.ofNullable(published.manifest().description().spec().get("features"))
        .map(FeatureHasher::parse);
  }

  /**
   * INPUT's columns in the order in which a version was trained on them.
   *
   * @throws RuntimeException if it does not fit
   */
  FeatureColumns inOrderOf(PublishedModel published) {
    Map<String, String> spec = published.manifest().description().spec();
    output.check(published);
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
    ordered.check(published.model(), hasher(published));
    return ordered;
  }
}
