package io.flinksgd.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.publication.Publication;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ModelVersionsTest {
  private static final long BIG = 1 << 20;
  private final ModelVersions versions = new ModelVersions(BIG);

  @Test
  void usageExample() {
    Training training = new Training(1);
    training.cut(10, 0, 1).forEach(versions::accept);
    PublishedModel model = versions.settle().orElseThrow();
    assertThat(model.version()).isEqualTo(1);
    training.assertEquals(model);
    assertThat(versions.settle()).isEmpty();
  }

  @Test
  void versionWaitsForItsLastPage() {
    List<Publication> cut = new Training(1).cut(10, 0, 1, 2);
    versions.accept(cut.get(3));
    versions.accept(cut.get(0));
    versions.accept(cut.get(1));
    assertThat(versions.settle()).isEmpty();
    versions.accept(cut.get(2));
    assertThat(versions.settle()).isPresent();
  }

  @Test
  void unchangedPagesAreShared() {
    Training training = new Training(1);
    training.cut(1, 0, 1).forEach(versions::accept);
    PublishedModel first = versions.settle().orElseThrow();
    training.cut(2, 1).forEach(versions::accept);
    PublishedModel second = versions.settle().orElseThrow();
    assertThat(second.page(0)).isSameAs(first.page(0));
    assertThat(second.page(Training.PAGE)).isNotSameAs(first.page(Training.PAGE));
    training.assertEquals(second);
  }

  @Test
  void pagesOfLaterCutDoNotLeakIntoVersion() {
    Training training = new Training(1);
    List<Publication> first = training.cut(1, 0, 1);
    Manifest manifest = (Manifest) first.get(2);
    float[] expected = training.copy();
    List<Publication> second = training.cut(2, 0);
    List.of(first.get(0), first.get(1), second.get(0), manifest).forEach(versions::accept);
    PublishedModel model = versions.settle().orElseThrow();
    assertThat(model.version()).isEqualTo(1);
    assertThat(weights(model)).containsExactly(expected);
  }

  @Test
  void compactedAwayCopiesDelayVersionUntilTheNext() {
    Training training = new Training(1);
    List<Publication> first = training.cut(1, 0, 1);
    List<Publication> second = training.cut(2, 0);
    // Page 0 of the first cut is gone: only its newest copy is left.
    List.of(first.get(1), first.get(2), second.get(0)).forEach(versions::accept);
    assertThat(versions.settle()).isEmpty();
    versions.accept(second.get(1));
    training.assertEquals(versions.settle().orElseThrow());
  }

  @Test
  void newLineageStartsAfreshAndOldOneServesUntilThen() {
    Training old = new Training(1);
    old.cut(7, 0, 1, 2).forEach(versions::accept);
    assertThat(versions.settle()).isPresent();
    Training young = new Training(2);
    List<Publication> cut = young.cut(1, 1);
    versions.accept(cut.get(0));
    assertThat(versions.settle()).isEmpty();
    versions.accept(cut.get(1));
    PublishedModel model = versions.settle().orElseThrow();
    assertThat(model.manifest().lineage()).isEqualTo(2);
    young.assertEquals(model);
    assertThat(model.weight(0)).isZero();
  }

  @Test
  void lateManifestDoesNotTakeModelBack() {
    Training training = new Training(1);
    List<Publication> first = training.cut(1, 0);
    List<Publication> second = training.cut(2, 1);
    List.of(first.get(0), second.get(0), second.get(1)).forEach(versions::accept);
    assertThat(versions.settle().orElseThrow().version()).isEqualTo(2);
    versions.accept(first.get(1));
    assertThat(versions.settle()).isEmpty();
  }

  @Test
  void restartFromOlderSavepointIsFollowedBack() {
    Training training = new Training(1);
    training.cut(5, 0, 1).forEach(versions::accept);
    Training savepoint = new Training(training);
    versions.settle();
    training.cut(6, 0, 1).forEach(versions::accept);
    training.cut(7, 0).forEach(versions::accept);
    assertThat(versions.settle().orElseThrow().version()).isEqualTo(3);
    savepoint.madeAt = training.madeAt;
    savepoint.cut(6, 0, 1).forEach(versions::accept);
    PublishedModel model = versions.settle().orElseThrow();
    assertThat(model.version()).isEqualTo(2);
    savepoint.assertEquals(model);
    savepoint.cut(7, 1).forEach(versions::accept);
    savepoint.assertEquals(versions.settle().orElseThrow());
  }

  @Test
  void anyOrderGivesWholeVersionsOnly() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      ModelVersions reader = new ModelVersions(BIG);
      Training training = new Training(1);
      List<Publication> all = new ArrayList<>();
      List<float[]> truth = new ArrayList<>(List.of(training.copy()));
      for (int cut = 1; cut <= 6; cut++) {
        int page = random.nextInt(Training.PAGES);
        all.addAll(training.cut(cut, page, (page + 1) % Training.PAGES));
        truth.add(training.copy());
      }
      Collections.shuffle(all, random);
      all.removeIf(publication -> random.nextInt(20) == 0);
      for (Publication publication : all) {
        reader.accept(publication);
        if (random.nextBoolean()) {
          Optional<PublishedModel> settled = reader.settle();
          if (settled.isPresent()) {
            float[] expected = truth.get((int) settled.get().version());
            assertThat(weights(settled.get())).as("seed " + seed).containsExactly(expected);
          }
        }
      }
    }
  }

  @Test
  void absurdSizesAreRefused() {
    assertThatThrownBy(() -> versions.accept(new Page(1, 1, 0, 0, new float[1 << 19])))
        .hasMessageStartingWith("model must fit into maxBytes=1048576");
    assertThatThrownBy(() -> versions.accept(manifest(Integer.MAX_VALUE, 16)))
        .hasMessageStartingWith("page table must fit into maxBytes=1048576");
    assertThatThrownBy(() -> versions.accept(manifest(100, 15)))
        .hasMessageContaining("pageSize=15");
    assertThatThrownBy(() -> versions.accept(new Page(1, 1, -1, 0, new float[1])))
        .hasMessageContaining("page=-1");
  }

  @Test
  void pagesThatOverlapAreRefused() {
    Page one = new Page(1, 1, 0, 0, new float[16]);
    Page two = new Page(1, 1, 1, 0, new float[16]);
    versions.accept(one);
    versions.accept(two);
    long checksum = one.fingerprint() ^ two.fingerprint();
    versions.accept(new Manifest(1, 1, 1, 2, checksum, 64, 16, 0, 1, Map.of()));
    assertThatThrownBy(versions::settle).hasMessageStartingWith("pages must tile the model");
    assertThat(versions.settle()).isEmpty();
  }

  private static Manifest manifest(int dimension, int pageSize) {
    return new Manifest(1, 1, 1, 0, 0, dimension, pageSize, 0, 0, Map.of());
  }

  private static float[] weights(PublishedModel model) {
    float[] weights = new float[model.manifest().dimension()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = model.weight(i);
    }
    return weights;
  }

  /** A made-up training run that publishes what it is told to change. */
  private static final class Training {
    private static final int PAGE = 16;
    private static final int PAGES = 3;
    private static final int DIMENSION = 40;

    private final long lineage;
    private final float[] weights;
    private final long[] fingerprints;
    private long version;
    private long madeAt;

    Training(long lineage) {
      this.lineage = lineage;
      this.weights = new float[DIMENSION];
      this.fingerprints = new long[PAGES];
      this.madeAt = 1000 * lineage;
    }

    Training(Training from) {
      this.lineage = from.lineage;
      this.weights = from.weights.clone();
      this.fingerprints = from.fingerprints.clone();
      this.version = from.version;
    }

    List<Publication> cut(long cut, int... pages) {
      List<Publication> all = new ArrayList<>();
      madeAt++;
      for (int page : pages) {
        int first = page * PAGE;
        float[] part = new float[Math.min(PAGE, DIMENSION - first)];
        for (int i = 0; i < part.length; i++) {
          part[i] = madeAt + i / 64f;
          weights[first + i] = part[i];
        }
        Page published = new Page(lineage, cut, page, first, part);
        fingerprints[page] = published.fingerprint();
        all.add(published);
      }
      int count = 0;
      long checksum = 0;
      for (long fingerprint : fingerprints) {
        count += fingerprint == 0 ? 0 : 1;
        checksum ^= fingerprint;
      }
      version++;
      all.add(
          new Manifest(
              lineage, cut, version, count, checksum, DIMENSION, PAGE, 0, madeAt, Map.of()));
      return all;
    }

    float[] copy() {
      return weights.clone();
    }

    void assertEquals(PublishedModel model) {
      assertThat(weights(model)).containsExactly(weights);
    }
  }
}
