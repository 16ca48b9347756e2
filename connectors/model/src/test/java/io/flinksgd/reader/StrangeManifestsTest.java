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
    refused("dimension 34", new Numbers().dimension(34), "dimension must be that of the model, 33");
    refused("dimension -1", new Numbers().dimension(-1), "manifest must have a dimension > 0");
    refused("a page size of 2^30", new Numbers().pageSize(1 << 30), "manifest must have");
    refused("a page size of 0", new Numbers().pageSize(0), "manifest must have");
    refused("4 pages of 3", new Numbers().pages(4), "manifest must name as many pages");
    refused("-1 pages", new Numbers().pages(-1), "manifest must name as many pages");
    refused("version 0", new Numbers().version(0), "version of a manifest must be >= 1");
    refused("the first time", new Numbers().createdAt(Long.MIN_VALUE), "createdAt of a manifest");
    refused("the last time", new Numbers().createdAt(Long.MAX_VALUE), "createdAt of a manifest");
    refused("-1 examples", new Numbers().examples(-1), "examples of a manifest must be >= 0");
    refused("no attempts", new Numbers().attempts(Set.of()), "attempts of a manifest must be >= 1");
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
    Manifest bad = new Numbers().version(3).spec(wrong).manifest();
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
    return new Numbers().version(version).spec(spec).manifest();
  }

  /** A manifest of a version without pages, of which something is changed. */
  private static final class Numbers {
    private int dimension = DIMENSION;
    private int pageSize = PAGE;
    private int pages;
    private long version = 2;
    private long createdAt = 1000;
    private long examples;
    private Set<Long> attempts = Set.of(1L);
    private Map<String, String> spec = SPEC;

    Numbers dimension(int value) {
      dimension = value;
      return this;
    }

    Numbers pageSize(int value) {
      pageSize = value;
      return this;
    }

    Numbers pages(int value) {
      pages = value;
      return this;
    }

    Numbers version(long value) {
      version = value;
      return this;
    }

    Numbers createdAt(long value) {
      createdAt = value;
      return this;
    }

    Numbers examples(long value) {
      examples = value;
      return this;
    }

    Numbers attempts(Set<Long> value) {
      attempts = value;
      return this;
    }

    Numbers spec(Map<String, String> value) {
      spec = value;
      return this;
    }

    Manifest manifest() {
      return new Manifest(
          new VersionId(1, attempts, version, version),
          new PageSet(pages, 0),
          new ModelShape(dimension, pageSize),
          new Learned(examples),
          createdAt,
          new ModelDescription(spec));
    }
  }
}
