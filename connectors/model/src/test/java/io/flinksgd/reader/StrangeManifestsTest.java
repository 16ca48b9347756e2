// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import io.flinksgd.publication.VersionId;
import io.flinksgd.testing.Case;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Manifests that somebody else wrote, or that are damaged, behind a version that is in use. */
@Tag("case")
final class StrangeManifestsTest {
  private static final String TOPIC = "strangers";
  private static final int PAGE = 16;
  private static final int DIMENSION = 33;
  private static final Map<String, String> SPEC =
      Map.of("model", "logistic-regression:hashed=5", "features", "hash:bits=5");

  private final ModelVersions versions = new ModelVersions(1 << 20);
  private long position;

  @BeforeEach
  void oneVersionIsInUse() {
    assertThat(said(manifest(1, SPEC))).isEqualTo("version 1");
  }

  @Test
  void numbersAreChecked() {
    refused(
        "dimension 34",
        Numbers.with(n -> n.shape = new ModelShape(34, PAGE)),
        "dimension must be that of the model, 33");
    refused(
        "dimension -1",
        Numbers.with(n -> n.shape = new ModelShape(-1, PAGE)),
        "manifest must have a dimension > 0");
    refused(
        "a page size of 2^30",
        Numbers.with(n -> n.shape = new ModelShape(DIMENSION, 1 << 30)),
        "manifest must have");
    refused(
        "a page size of 0",
        Numbers.with(n -> n.shape = new ModelShape(DIMENSION, 0)),
        "manifest must have");
    refused(
        "4 pages of 3",
        Numbers.with(n -> n.pages = new PageSet(4, 0)),
        "manifest must name as many pages");
    refused(
        "-1 pages",
        Numbers.with(n -> n.pages = new PageSet(-1, 0)),
        "manifest must name as many pages");
    refused(
        "version 0",
        Numbers.with(n -> n.id = new VersionId(1, Set.of(1L), 0, 0)),
        "version of a manifest must be >= 1");
    refused(
        "the first time",
        Numbers.with(n -> n.createdAt = Long.MIN_VALUE),
        "createdAt of a manifest");
    refused(
        "the last time",
        Numbers.with(n -> n.createdAt = Long.MAX_VALUE),
        "createdAt of a manifest");
    refused(
        "-1 examples",
        Numbers.with(n -> n.learned = new Learned(-1)),
        "examples of a manifest must be >= 0");
    refused(
        "no attempts",
        Numbers.with(n -> n.id = new VersionId(1, Set.of(), 2, 2)),
        "attempts of a manifest must be >= 1");
  }

  @Test
  void textsAreChecked() {
    refused("model", "", "model must be NAME");
    refused("model", "logistic-regression:hashed=99", "bits must be in [1, 30]");
    refused("model", "logistic-regression:hashed=6", "dimension must be that of the model, 65");
    refused("model", "linear-regression:hashed=5,x=1", "model linear-regression does not know [x]");
    refused("model", "runtime.exec:file=/etc/passwd", "model must be one that this process knows");
    refused("model", "network", "model must be one that this process knows");
    refused("features", "hash:bits=6", "features must have coordinates of the model");
    refused(
        "features", "hash:bits=5,crosses=a" + "*a".repeat(20_000), "a cross must have at most 16");
    refused("features", "file:/etc/passwd", "features must be one of hash");
    refused("fields.meanings", "a,b|c", "a field name must not be empty, hold one of");
    refused("x\ny", "1", "names in a manifest must be of at most 100 letters");
    Map<String, String> less = Map.of("model", SPEC.get("model"));
    refused("a spec without features", manifest(2, less), "manifest must say how features are");
    refused("an empty spec", manifest(2, Map.of()), "model must be one that this process knows");
  }

  @Test
  void aBadVersionDoesNotTakeTheGoodOneBeforeItAlong() {
    Manifest good = manifest(2, SPEC);
    Map<String, String> wrong = new HashMap<>(SPEC);
    wrong.put("features", "hash:bits=31");
    Manifest bad = manifest(3, wrong);
    versions.accept(good, position++);
    versions.accept(bad, position++);
    Optional<PublishedModel> settled = versions.settle();
    Case.equal(TOPIC, "version 2, good, and 3, bad, read at once: in use", 2L, version(settled));
    assertThat(versions.leftOut()).hasValueSatisfying(v -> assertThat(v.position()).isEqualTo(2));
    assertThat(versions.leftOut()).isEmpty();
    assertThat(versions.missing()).isEmpty();
    assertThat(said(manifest(4, SPEC))).isEqualTo("version 4");
  }

  /** Nobody knows which model it is: whoever wants the weights has them. */
  @Test
  void weightsOfUnknownModelsAreForThoseWhoHaveNoOther() {
    ModelVersions others = new ModelVersions(1 << 20);
    others.accept(manifest(1, Map.of("model", "network")), 0);
    Case.equal(TOPIC, "a first version of a user's own network", 1L, version(others.settle()));
  }

  @Test
  void pagesBehindTheLastCoordinateMakeNoVersion() {
    ModelVersions others = new ModelVersions(1 << 20);
    Page page = new Page(1, 1, 1, 0, 32, new float[] {1f});
    others.accept(page, 0);
    others.accept(
        new Manifest(
            new VersionId(1, Set.of(1L), 1, 1),
            new PageSet(1, page.fingerprint()),
            new ModelShape(32, 16),
            new Learned(0),
            1000,
            new ModelDescription(Map.of())),
        1);
    assertThat(others.settle()).isEmpty();
    Case.holds(
        TOPIC,
        "a page from coordinate 32 on, dimension 32",
        "refused",
        others.leftOut().orElseThrow().reason().getMessage(),
        others.settle().isEmpty());
  }

  private static Object version(Optional<PublishedModel> settled) {
    return settled.<Object>map(PublishedModel::version).orElse("none");
  }

  private void refused(String key, String text, String rule) {
    Map<String, String> spec = new HashMap<>(SPEC);
    spec.put(key, text);
    String shown = text.length() > 40 ? text.substring(0, 40) + "..." : text;
    refused(key + " '" + shown + "'", manifest(2, spec), rule);
  }

  private void refused(String input, Numbers numbers, String rule) {
    refused(input, numbers.manifest(), rule);
  }

  private void refused(String input, Manifest manifest, String rule) {
    String said = said(manifest);
    Case.holds(TOPIC, "manifest: " + input, "refused: " + rule, said, said.contains(rule));
    assertThat(versions.position()).as("version 1 stays in use").isZero();
  }

  /** What became of it. */
  private String said(Manifest manifest) {
    try {
      versions.accept(manifest, position++);
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
    Optional<PublishedModel> settled = versions.settle();
    Optional<ModelVersions.LeftOut> leftOut = versions.leftOut();
    return leftOut
        .map(version -> version.reason().getMessage())
        .orElseGet(() -> "version " + version(settled));
  }

  private static Manifest manifest(long version, Map<String, String> spec) {
    return Numbers.with(
            n -> {
              n.id = new VersionId(1, Set.of(1L), version, version);
              n.spec = spec;
            })
        .manifest();
  }

  /** A manifest of a version without pages, of which something is changed. */
  private static final class Numbers {
    private VersionId id = new VersionId(1, Set.of(1L), 2, 2);
    private PageSet pages = new PageSet(0, 0);
    private ModelShape shape = new ModelShape(DIMENSION, PAGE);
    private Learned learned = new Learned(0);
    private long createdAt = 1000;
    private Map<String, String> spec = SPEC;

    /** One part is another one. */
    static Numbers with(Consumer<Numbers> change) {
      Numbers numbers = new Numbers();
      change.accept(numbers);
      return numbers;
    }

    Manifest manifest() {
      return new Manifest(id, pages, shape, learned, createdAt, new ModelDescription(spec));
    }
  }
}
