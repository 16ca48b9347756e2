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
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PageCopiesTest {
  private static final int SIZE = 16;

  /** Room for two pages that are not in use. */
  private final PageCopies copies = new PageCopies(2 * 4 * SIZE);

  @Test
  void usageExample() {
    Page zero = page(1, 1, 0, 1f);
    Page one = page(1, 1, 1, 2f);
    copies.add(zero);
    assertThat(copies.whole(manifest(1, 1, zero, one))).isEmpty();
    copies.add(one);
    assertThat(copies.whole(manifest(1, 1, zero, one)).orElseThrow()).containsExactly(zero, one);
    copies.use(manifest(1, 1, zero, one), copies.arrivals());
    copies.add(page(1, 2, 0, 3f));
    copies.add(page(1, 2, 1, 4f));
    assertThat(copies.isTooMuch()).isFalse();
    copies.add(page(1, 2, 2, 5f));
    assertThat(copies.isTooMuch()).isTrue();
    copies.makeRoom();
    assertThat(copies.count(manifest(1, 2))).isEqualTo(3);
    assertThat(copies.whole(manifest(1, 2, zero, page(1, 2, 1, 4f), page(1, 2, 2, 5f))))
        .isPresent();
  }

  @Test
  void copyThatEqualsTheOneInUseTakesNothingUntilThatIsLetGo() {
    Page zero = page(1, 1, 0, 1f);
    copies.add(zero);
    copies.use(manifest(1, 1, zero), copies.arrivals());
    copies.add(page(2, 1, 0, 1f));
    copies.add(page(1, 2, 0, 9f));
    copies.add(page(1, 2, 1, 9f));
    assertThat(copies.isTooMuch()).isFalse();
    copies.use(manifest(1, 2), 0);
    copies.add(page(2, 1, 1, 2f));
    assertThat(copies.isTooMuch()).isFalse();
    copies.add(page(2, 1, 2, 2f));
    assertThat(copies.isTooMuch()).isTrue();
  }

  @Test
  void whatAnAbandonedRunHasLeftIsLetGoWithTheNextVersion() {
    copies.add(page(1, 5, 0, 1f));
    Page one = page(2, 5, 1, 1f);
    copies.add(one);
    copies.use(manifest(2, 5, one), copies.arrivals());
    assertThat(copies.count(manifest(1, 5))).isZero();
    copies.add(page(2, 6, 0, 2f));
    copies.add(page(2, 6, 1, 2f));
    assertThat(copies.isTooMuch()).isFalse();
  }

  @Test
  void pagesOfTheNextRunStayWhenAVersionOfThisOneIsTakenIntoUse() {
    Page one = page(1, 5, 1, 1f);
    copies.add(one);
    long arrival = copies.arrivals();
    Page next = page(2, 5, 1, 2f);
    copies.add(next);
    copies.use(manifest(1, 5, one), arrival);
    assertThat(copies.whole(manifest(2, 5, next))).isPresent();
  }

  private static Page page(long attempt, long cut, int page, float weight) {
    float[] weights = new float[SIZE];
    weights[0] = weight;
    return new Page(1, attempt, cut, page, page * SIZE, weights);
  }

  private static Manifest manifest(long attempt, long cut, Page... pages) {
    long checksum = 0;
    for (Page page : pages) {
      checksum ^= page.fingerprint();
    }
    return new Manifest(
        new VersionId(1, Set.of(attempt), cut, 1),
        new PageSet(pages.length, checksum),
        new ModelShape(3 * SIZE, SIZE),
        new Learned(0),
        0,
        new ModelDescription(Map.of()));
  }
}
