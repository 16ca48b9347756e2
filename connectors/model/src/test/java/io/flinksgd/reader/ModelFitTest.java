// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.VersionId;
import io.flinksgd.testing.Case;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training begins anew, with other columns, on the topic of a model that is in use. */
@Tag("case")
final class ModelFitTest {
  private static final String MODEL = "logistic-regression:hashed=4";
  private static final Map<String, String> OLD = spec(MODEL, "ad STRING");
  private static final Map<String, String> NEW = spec(MODEL, "banner STRING");

  private final ModelVersions versions = new ModelVersions(1 << 20, ModelFitTest::hasAds);
  private long position;

  private static void hasAds(PublishedModel model, Optional<PublishedModel> inUse) {
    if (!model.manifest().description().spec().get("columns").contains("ad STRING")) {
      throw new IllegalStateException("no ads");
    }
  }

  @Test
  void theVersionBeforeStaysInUse() {
    assertThat(settled(manifest(1, 5, OLD))).hasValue(5L);
    Optional<Long> other = settled(manifest(2, 7, NEW));
    ModelVersions.LeftOut leftOut = versions.leftOut().orElseThrow();
    Case.holds(
        "kafka",
        "version 5 in use, then version 7 of another lineage with other columns",
        "5 stays in use, and 7 is told of",
        leftOut.reason().getMessage(),
        other.isEmpty()
            && leftOut.misfit()
            && leftOut
                .reason()
                .getMessage()
                .equals("version must fit those who score with it: version=7, lineage=2: no ads"));
    assertThat(versions.missing()).isEmpty();
    assertThat(versions.leftOut()).isEmpty();
    Case.equal(
        "kafka",
        "then version 3 of a third lineage with the columns of the first: in use",
        Optional.of(3L),
        settled(manifest(3, 3, OLD)));
  }

  @Test
  void ofThoseOnTheTopicTheNewestThatFitsComesIntoUse() {
    versions.accept(manifest(1, 5, OLD), position++);
    Case.equal(
        "kafka",
        "versions 5 and 7, of which 7 has other columns, when reading begins: in use",
        Optional.of(5L),
        settled(manifest(2, 7, NEW)));
    assertThat(versions.leftOut()).hasValueSatisfying(v -> assertThat(v.misfit()).isTrue());
  }

  @Test
  void whereNoneFitsWhoeverScoresIsToFindOut() {
    assertThat(settled(manifest(2, 7, NEW))).hasValue(7L);
    assertThat(versions.leftOut()).isEmpty();
    assertThat(settled(manifest(2, 8, NEW))).isEmpty();
    assertThat(versions.leftOut()).isPresent();
    assertThat(settled(manifest(1, 5, OLD))).hasValue(5L);
  }

  @ParameterizedTest
  @CsvSource({
    "logistic-regression:hashed=4, logistic-regression:hashed=6, true",
    "logistic-regression:sparse=4, logistic-regression:sparse=9, true",
    "logistic-regression:dense=4, logistic-regression:dense=4, true",
    "logistic-regression:dense=4, logistic-regression:dense=5, false",
    "logistic-regression:hashed=4, logistic-regression:dense=4, false",
    "logistic-regression:hashed=4, linear-regression:hashed=4, false"
  })
  void codeThatMakesFeaturesFitsModelsOfTheSameShape(String before, String now, boolean fits) {
    PublishedModel inUse = MadeUpTraining.published(Map.of("model", before), 1f);
    PublishedModel model = MadeUpTraining.published(Map.of("model", now), 1f);
    Throwable misfit = catchThrowable(() -> SameShape.RULE.check(model, Optional.of(inUse)));
    Case.equal(
        "kafka", "ScoreFunction, " + before + ", then " + now + ": fits", fits, misfit == null);
    assertThat(catchThrowable(() -> SameShape.RULE.check(model, Optional.empty()))).isNull();
  }

  @Test
  void otherColumnsAreNamed() {
    PublishedModel inUse = MadeUpTraining.published(OLD, 1f);
    PublishedModel model = MadeUpTraining.published(NEW, 1f);
    assertThat(catchThrowable(() -> SameShape.RULE.check(model, Optional.of(inUse))))
        .hasMessage(
            "model must be made of what that in use is made of, {classes=2, columns=ad STRING,"
                + " features=hashed}: {classes=2, columns=banner STRING, features=hashed}");
  }

  private static Map<String, String> spec(String model, String columns) {
    return Map.of("model", model, "features", "hash:bits=4", "columns", columns);
  }

  private static Manifest manifest(long lineage, long version, Map<String, String> spec) {
    return new Manifest(
        new VersionId(lineage, Set.of(lineage), 1, version),
        new PageSet(0, 0),
        new ModelShape(17, 16),
        new Learned(0),
        1000,
        new ModelDescription(spec));
  }

  private Optional<Long> settled(Manifest manifest) {
    versions.accept(manifest, position++);
    return versions.settle().map(PublishedModel::version);
  }
}
