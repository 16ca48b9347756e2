// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import io.flinksgd.publication.VersionId;
import io.flinksgd.testing.Case;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class ModelVersionsTest {
  private static final long BIG = 1 << 20;
  private static final long PAGE_BYTES = 4 * MadeUpTraining.PAGE;

  private final ModelVersions versions = new ModelVersions(BIG);
  private long position;

  private void accept(List<Publication> publications) {
    publications.forEach(this::accept);
  }

  private void accept(Publication publication) {
    versions.accept(publication, position++);
  }

  @Test
  void usageExample() {
    MadeUpTraining training = new MadeUpTraining(1);
    accept(training.cut(10, 0, 1));
    PublishedModel model = versions.settle().orElseThrow();
    assertThat(model.version()).isEqualTo(1);
    training.assertEquals(model);
    assertThat(versions.settle()).isEmpty();
  }

  @Test
  void versionWaitsForItsLastPage() {
    List<Publication> cut = new MadeUpTraining(1).cut(10, 0, 1, 2);
    accept(cut.get(3));
    accept(cut.get(0));
    accept(cut.get(1));
    assertThat(versions.settle()).isEmpty();
    assertThat(versions.missing()).hasValue("version must be complete: version=1, pages=2 of 3");
    accept(cut.get(2));
    assertThat(versions.settle()).isPresent();
    assertThat(versions.missing()).isEmpty();
  }

  @Test
  void unchangedPagesAreShared() {
    MadeUpTraining training = new MadeUpTraining(1);
    accept(training.cut(1, 0, 1));
    PublishedModel first = versions.settle().orElseThrow();
    accept(training.cut(2, 1));
    PublishedModel second = versions.settle().orElseThrow();
    assertThat(second.page(0)).isSameAs(first.page(0));
    assertThat(second.page(MadeUpTraining.PAGE)).isNotSameAs(first.page(MadeUpTraining.PAGE));
    training.assertEquals(second);
  }

  @Test
  void pagesThatRestoredRunPublishesAgainAreSharedWithThoseInUse() {
    ModelVersions tight = new ModelVersions(2 * PAGE_BYTES);
    MadeUpTraining training = new MadeUpTraining(1);
    training.cut(1, 0, 1).forEach(p -> tight.accept(p, position++));
    PublishedModel before = tight.settle().orElseThrow();
    MadeUpTraining restored = training.savepoint();
    restored.first(2).forEach(p -> tight.accept(p, position++));
    PublishedModel after = tight.settle().orElseThrow();
    assertThat(after.page(0)).isSameAs(before.page(0));
    restored.assertEquals(after);
  }

  @Test
  void pagesOfLaterCutDoNotLeakIntoVersion() {
    MadeUpTraining training = new MadeUpTraining(1);
    List<Publication> first = training.cut(1, 0, 1);
    float[] expected = training.weights();
    List<Publication> second = training.cut(2, 0);
    accept(List.of(first.get(0), first.get(1), second.get(0), first.get(2)));
    PublishedModel model = versions.settle().orElseThrow();
    assertThat(model.version()).isEqualTo(1);
    assertThat(MadeUpTraining.weights(model)).containsExactly(expected);
  }

  @Test
  void compactedAwayCopiesDelayVersionUntilTheNext() {
    MadeUpTraining training = new MadeUpTraining(1);
    List<Publication> first = training.cut(1, 0, 1);
    List<Publication> second = training.cut(2, 0);
    // Page 0 of the first cut is gone: only its newest copy is left.
    accept(List.of(first.get(1), first.get(2), second.get(0)));
    assertThat(versions.settle()).isEmpty();
    accept(second.get(1));
    training.assertEquals(versions.settle().orElseThrow());
  }

  @Test
  void newLineageStartsAfreshAndOldOneServesUntilThen() {
    accept(new MadeUpTraining(1).cut(7, 0, 1, 2));
    assertThat(versions.settle()).isPresent();
    MadeUpTraining young = new MadeUpTraining(2);
    List<Publication> cut = young.cut(1, 1);
    accept(cut.get(0));
    assertThat(versions.settle()).isEmpty();
    accept(cut.get(1));
    PublishedModel model = versions.settle().orElseThrow();
    assertThat(model.manifest().id().lineage()).isEqualTo(2);
    young.assertEquals(model);
    assertThat(model.weight(0)).isZero();
  }

  @Test
  void lateManifestDoesNotTakeModelBack() {
    MadeUpTraining training = new MadeUpTraining(1);
    List<Publication> first = training.cut(1, 0);
    List<Publication> second = training.cut(2, 1);
    accept(List.of(first.get(0), second.get(0), second.get(1)));
    assertThat(versions.settle().orElseThrow().version()).isEqualTo(2);
    accept(first.get(1));
    assertThat(versions.settle()).isEmpty();
  }

  @Test
  void restartFromOlderSavepointIsFollowedBack() {
    MadeUpTraining training = new MadeUpTraining(1);
    accept(training.cut(5, 0, 1));
    MadeUpTraining savepoint = training.savepoint();
    versions.settle();
    accept(training.cut(6, 0, 1));
    accept(training.cut(7, 0));
    assertThat(versions.settle().orElseThrow().version()).isEqualTo(3);
    accept(savepoint.first(6));
    PublishedModel model = versions.settle().orElseThrow();
    assertThat(model.version()).isEqualTo(2);
    savepoint.assertEquals(model);
    accept(savepoint.cut(7, 1));
    savepoint.assertEquals(versions.settle().orElseThrow());
  }

  @Test
  void versionOneOfTheFormatIsFollowedBackByTheTimeOfItsManifests() {
    accept(old(5, 1, 1000, 1f));
    assertThat(versions.settle().orElseThrow().weight(0)).isEqualTo(1f);
    accept(old(6, 2, 1001, 2f));
    assertThat(versions.settle().orElseThrow().weight(0)).isEqualTo(2f);
    accept(old(6, 2, 1002, 3f));
    assertThat(versions.settle().orElseThrow().weight(0)).isEqualTo(3f);
    accept(old(5, 1, 1003, 4f));
    assertThat(versions.settle().orElseThrow().weight(0)).isEqualTo(4f);
    accept(old(4, 1, 999, 5f));
    assertThat(versions.settle()).isEmpty();
  }

  private static List<Publication> old(long cut, long version, long createdAt, float weight) {
    float[] weights = {weight};
    Page page = new Page(9, 9, cut, 0, 0, weights);
    return List.of(
        page,
        new Manifest(
            new VersionId(9, Set.of(9L), cut, version),
            new PageSet(1, page.fingerprint()),
            new ModelShape(1, 1),
            new Learned(0),
            createdAt,
            new ModelDescription(Map.of())));
  }

  @Tag("case")
  @Test
  void clockThatJumpsBackHoldsNothingUp() {
    MadeUpTraining training = new MadeUpTraining(1);
    accept(training.cut(1, 0));
    versions.settle();
    training.createdAt -= 3_600_000;
    accept(training.cut(2, 0));
    Case.equal(
        "readers",
        "version 2, by a clock that has jumped back an hour",
        2L,
        versions.settle().map(PublishedModel::version).orElse(0L));
    MadeUpTraining next = new MadeUpTraining(2);
    next.createdAt -= 7_200_000;
    accept(next.cut(1, 0));
    Case.equal(
        "readers",
        "version 1 of the next training run, by a clock two hours behind",
        2L,
        versions.settle().map(model -> model.manifest().id().lineage()).orElse(0L));
  }

  @Tag("case")
  @Test
  void pagesOfAnAbandonedRunBreakNoVersionOfTheNext() {
    MadeUpTraining training = new MadeUpTraining(1);
    training.cut(1, 0, 1);
    MadeUpTraining restored = training.savepoint();
    List<Publication> abandoned = training.cut(2, 2, 3);
    List<Publication> restart = restored.first(2);
    // As a compacted topic has it for who reads later: pages 2 and 3 are never written again.
    accept(abandoned.subList(0, 2));
    accept(restart);
    PublishedModel model = versions.settle().orElse(null);
    Case.holds(
        "readers",
        "topic after a rollback, with 2 pages of the abandoned run",
        "version 2, of 2 pages",
        model == null
            ? "none"
            : "version " + model.version() + ", of " + model.manifest().pages().count(),
        model != null);
    restored.assertEquals(model);
  }

  @Tag("case")
  @Test
  void modelAndChangesMayTakeMoreThanTheLimitOfAVersion() {
    ModelVersions tight = new ModelVersions(3 * PAGE_BYTES);
    MadeUpTraining training = new MadeUpTraining(1);
    long seen = 0;
    for (int cut = 1; cut <= 20; cut++) {
      for (Publication publication : training.cut(cut, 0, 1, 2)) {
        tight.accept(publication, position++);
      }
      seen = tight.settle().map(PublishedModel::version).orElse(seen);
    }
    Case.equal("readers", "a limit of one version, 20 versions that change every page", 20L, seen);
  }

  @Tag("case")
  @Test
  void versionThatCannotFitIsRefusedEachTimeAndTheNextThatFitsIsTaken() {
    ModelVersions tight = new ModelVersions(2 * PAGE_BYTES);
    MadeUpTraining training = new MadeUpTraining(1);
    training.cut(1, 0, 1).forEach(p -> tight.accept(p, position++));
    assertThat(tight.settle()).isPresent();
    for (int cut = 2; cut <= 4; cut++) {
      List<Publication> large = training.cut(cut, 0, 1, 2);
      large.subList(0, 3).forEach(p -> tight.accept(p, position++));
      long version = cut;
      assertThatThrownBy(() -> tight.accept(large.get(3), position++))
          .hasMessage("version must fit into maxBytes=128: version=" + version + ", bytes=192");
      assertThat(tight.settle()).isEmpty();
      assertThat(tight.missing()).isEmpty();
    }
    MadeUpTraining next = new MadeUpTraining(2);
    next.cut(1, 4, 5).forEach(p -> tight.accept(p, position++));
    PublishedModel model = tight.settle().orElseThrow();
    next.assertEquals(model);
    Case.equal(
        "readers",
        "2 pages, then 3 versions of 3 pages, then 2 pages; limit of 2 pages",
        "lineage 2",
        "lineage " + model.manifest().id().lineage());
  }

  @Test
  void absurdSizesAreRefused() {
    assertThatThrownBy(() -> accept(new Page(1, 1, 1, 0, 0, new float[1 << 19])))
        .hasMessage("page must fit into maxBytes=1048576: bytes=2097152");
    assertThatThrownBy(() -> accept(manifest(Integer.MAX_VALUE, 16)))
        .hasMessageStartingWith("page table must fit into maxBytes=1048576");
    assertThatThrownBy(() -> accept(manifest(100, 15))).hasMessageContaining("pageSize=15");
    assertThatThrownBy(() -> accept(new Page(1, 1, 1, -1, 0, new float[1])))
        .hasMessageContaining("page=-1");
  }

  @Test
  void pagesThatOverlapAreRefused() {
    Page one = new Page(1, 1, 1, 0, 0, new float[16]);
    Page two = new Page(1, 1, 1, 1, 0, new float[16]);
    accept(one);
    accept(two);
    long checksum = one.fingerprint() ^ two.fingerprint();
    accept(
        new Manifest(
            new VersionId(1, Set.of(1L), 1, 1),
            new PageSet(2, checksum),
            new ModelShape(64, 16),
            new Learned(0),
            1,
            new ModelDescription(Map.of())));
    assertThat(versions.settle()).isEmpty();
    assertThat(versions.leftOut().orElseThrow().reason())
        .hasMessageContaining("pages must tile the model");
    assertThat(versions.settle()).isEmpty();
  }

  private static Manifest manifest(int dimension, int pageSize) {
    return new Manifest(
        new VersionId(1, Set.of(1L), 1, 1),
        new PageSet(0, 0),
        new ModelShape(dimension, pageSize),
        new Learned(0),
        0,
        new ModelDescription(Map.of()));
  }
}
