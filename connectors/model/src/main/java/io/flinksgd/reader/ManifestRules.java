// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.feature.Values;
import io.flinksgd.model.Model;
import io.flinksgd.publication.Publication.Manifest;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a manifest must be for its version to come into use. Manifests come from a topic, to which
 * somebody else may have written: what breaks a rule is refused before anybody scores with it.
 */
public final class ManifestRules {
  /** As much as a publisher may be told to put into a page. */
  private static final int LARGEST_PAGE = 1 << 20;

  /** The end of the year 9999, in milliseconds: later times have no text in SQL. */
  public static final long LATEST = 253_402_300_799_999L;

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  private ManifestRules() {}

  /**
   * Checks the numbers and the names of a manifest.
   *
   * @param maxBytes most memory for the pages of a version
   * @throws IllegalArgumentException with rule, name and value
   */
  public static void check(Manifest manifest, long maxBytes) {
    int size = manifest.shape().pageSize();
    int dimension = manifest.shape().dimension();
    if (size <= 0 || size > LARGEST_PAGE || Integer.bitCount(size) != 1 || dimension <= 0) {
      throw new IllegalArgumentException(
          ("manifest must have a dimension > 0 and a page size that is a power of two, at most %d:"
                  + " dimension=%d, pageSize=%d")
              .formatted(LARGEST_PAGE, dimension, size));
    }
    int slots = PublishedModel.slots(manifest);
    if (8L * slots > maxBytes) {
      throw new IllegalArgumentException(
          "page table must fit into maxBytes=%d: dimension=%d, pageSize=%d"
              .formatted(maxBytes, dimension, size));
    }
    if (manifest.pages().count() < 0 || manifest.pages().count() > slots) {
      throw new IllegalArgumentException(
          "manifest must name as many pages as the model may have, 0 to %d: pages=%d"
              .formatted(slots, manifest.pages().count()));
    }
    atLeast("version", 1, manifest.id().version());
    atLeast("cut", 0, manifest.id().cut());
    atLeast("examples", 0, manifest.learned().examples());
    if (manifest.createdAt() < -LATEST || manifest.createdAt() > LATEST) {
      throw new IllegalArgumentException(
          "createdAt of a manifest must be in [-%d, %d]: createdAt=%d"
              .formatted(LATEST, LATEST, manifest.createdAt()));
    }
    atLeast("attempts", 1, manifest.id().attempts().size());
    long bytes = 4 * Math.min((long) manifest.pages().count() * size, dimension);
    if (bytes > maxBytes) {
      throw new IllegalArgumentException(
          "version must fit into maxBytes=%d: version=%d, bytes=%d"
              .formatted(maxBytes, manifest.id().version(), bytes));
    }
    if (manifest.pages().count() > PageCopies.mostCopies(maxBytes)) {
      throw new IllegalArgumentException(
          "version must fit into maxBytes=%d: version=%d, pages=%d of at most %d"
              .formatted(
                  maxBytes,
                  manifest.id().version(),
                  manifest.pages().count(),
                  PageCopies.mostCopies(maxBytes)));
    }
    for (String key : manifest.description().spec().keySet()) {
      if (!KEY.matcher(key).matches()) {
        throw new IllegalArgumentException(
            "names in a manifest must be of at most 100 letters, digits and . _ -: name="
                + Values.shown(key));
      }
    }
  }

  private static void atLeast(String name, long least, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s of a manifest must be >= %d: %s=%d".formatted(name, least, name, value));
    }
  }

  /**
   * Checks that the features that a manifest describes fit {@code model}.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  public static void check(Map<String, String> spec, Model model, long maxBytes) {
    if (4L * model.denseFeatures() > maxBytes) {
      throw new IllegalArgumentException(
          "features of an example must fit into maxBytes=%d: features=%d"
              .formatted(maxBytes, model.denseFeatures()));
    }
    String features = spec.get("features");
    if (features != null) {
      int hashed = FeatureHasher.parse(features).dimension();
      if (hashed > model.dimension() || model.denseFeatures() > 0) {
        throw new IllegalArgumentException(
            "features must have coordinates of the model: features=%s, model=%s"
                .formatted(Values.shown(features), Values.shown(model.spec())));
      }
    }
  }
}
