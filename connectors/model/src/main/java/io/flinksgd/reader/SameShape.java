// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import io.flinksgd.model.Model;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * For callers whose own code makes the raw features: a version fits if it has the same kind of
 * features and as many classes as the version in use, and the same columns or coordinates where its
 * manifest names any. How features are hashed may differ.
 */
public enum SameShape implements ModelFit {
  /** The rule. */
  RULE;

  private static final String COLUMNS = "columns";
  private static final String COORDINATES = "coordinates";

  @Override
  public void check(PublishedModel model, Optional<PublishedModel> inUse) {
    check(inUse.flatMap(SameShape::of), of(model));
  }

  /** As {@link #check(PublishedModel, Optional)}, of two shapes; the first one always fits. */
  public static void check(
      Optional<Map<String, String>> inUse, Optional<Map<String, String>> shape) {
    if (inUse.isPresent() && !inUse.equals(shape)) {
      throw new IllegalStateException(
          "model must be made of what that in use is made of, %s: %s"
              .formatted(
                  inUse.get(), shape.map(Map::toString).orElse("the manifest does not say it")));
    }
  }

  /** What is asked of those who score; empty if the manifest does not say which model it is. */
  public static Optional<Map<String, String>> of(PublishedModel published) {
    Map<String, String> spec = published.manifest().description().spec();
    if (!spec.containsKey("model")) {
      return Optional.empty();
    }
    Model model = published.model();
    Map<String, String> shape = new TreeMap<>();
    shape.put("features", kind(model));
    shape.put("classes", Integer.toString(model.classes()));
    for (String named : new String[] {COLUMNS, COORDINATES}) {
      if (spec.containsKey(named)) {
        shape.put(named, spec.get(named));
      }
    }
    return Optional.of(shape);
  }

  private static String kind(Model model) {
    if (model.denseFeatures() > 0) {
      return model.denseFeatures() + " numbers";
    }
    return model.sparseFeatures() > 0 ? "by coordinate" : "hashed";
  }
}
