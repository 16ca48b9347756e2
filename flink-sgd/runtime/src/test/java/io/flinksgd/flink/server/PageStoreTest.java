// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.layout.Layout;
import io.flinksgd.server.Pages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On RocksDB: 15 pages of 4 coordinates with 2 floats each, the last one of 2 coordinates. */
@Timeout(60) // seconds
final class PageStoreTest {
  private static final Layout LAYOUT = new Layout(58, 4, 1, 8);
  private static final int PAGES = 15;
  private static final int STRIDE = 2;
  private static final int PAGE_BYTES = 4 * STRIDE * Float.BYTES;
  private static final Pages.Start ZEROS = (page, block) -> false;

  private PageState state = PageState.of(LAYOUT, 0);
  private final List<String> published = new ArrayList<>();

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  void usageExample() {
    PageStore store = store(2, ZEROS);
    assertThat(store.read(3)).containsExactly(new float[8]);
    store.write(3)[1] = 7f;
    assertThat(store.read(3)).containsExactly(0f, 7f, 0f, 0f, 0f, 0f, 0f, 0f);
    assertThat(store.read(PAGES - 1)).hasSize(4);
  }

  @Test
  void pagesThatWereEvictedComeBackAsTheyWere() {
    PageStore store = store(2, ZEROS);
    for (int round = 1; round <= 3; round++) {
      for (int page = 0; page < PAGES; page++) {
        Arrays.fill(store.write(page), 100f * round + page);
        assertThat(store.cachedPages()).isLessThanOrEqualTo(2);
      }
      for (int page = PAGES - 1; page >= 0; page--) {
        assertThat(store.read(page)).containsOnly(100f * round + page);
      }
    }
    assertThat(store.cachedPages()).isEqualTo(2);
  }

  @Test
  void theHeapHoldsAsManyPagesAsItsBytesAndOneAtLeast() {
    assertThat(cached(new long[] {0, 1, PAGE_BYTES, 2L * PAGE_BYTES - 1})).containsOnly(1);
    assertThat(cached(new long[] {2L * PAGE_BYTES, 3L * PAGE_BYTES - 1})).containsOnly(2);
    assertThat(cached(new long[] {14L * PAGE_BYTES})).containsOnly(14);
    assertThat(cached(new long[] {15L * PAGE_BYTES, 1L << 40, Long.MAX_VALUE})).containsOnly(15);
  }

  private List<Integer> cached(long[] cacheBytes) {
    List<Integer> counts = new ArrayList<>();
    for (long bytes : cacheBytes) {
      PageStore store = state.store(STRIDE, bytes, ZEROS);
      for (int page = 0; page < PAGES; page++) {
        store.read(page);
      }
      counts.add(store.cachedPages());
    }
    return counts;
  }

  @Test
  void aPageThatIsUsedOutlivesThoseThatAreNot() {
    PageStore store = store(3, ZEROS);
    for (int page = 0; page < PAGES; page++) {
      store.write(0)[0] = 1f;
      store.read(page);
    }
    assertThat(state.pages()).as("written when evicted").isEmpty();
    for (int page = 1; page < PAGES; page++) {
      store.read(page); // and now nobody uses page 0
    }
    assertThat(state.pages()).containsExactly(0);
  }

  @Test
  void pagesThatWereOnlyReadAreNotWritten() {
    PageStore store = store(2, (page, block) -> true);
    for (int page = 0; page < PAGES; page++) {
      store.read(page);
    }
    store.flush();
    assertThat(state.pages()).isEmpty();
  }

  @Test
  void aCheckpointWritesWhatChangedSinceTheLastAndNothingElse() {
    PageStore store = store(PAGES, ZEROS);
    store.write(2)[0] = 1f;
    store.write(5)[0] = 1f;
    store.flush();
    assertThat(state.pages()).containsExactly(2, 5);
    state.clear(); // what is not written again is missing from now on
    store.read(2);
    store.write(5)[0] = 2f;
    store.flush();
    assertThat(state.pages()).containsExactly(5);
    state.clear();
    store.flush();
    assertThat(state.pages()).isEmpty();
  }

  @Test
  void whatChangedIsPublishedOnceAlsoWhenItWasEvicted() {
    PageStore store = store(2, ZEROS);
    for (int page : new int[] {1, 3, 5, 7, 9}) {
      store.write(page)[0] = page;
    }
    store.read(4);
    publish(store);
    assertThat(published)
        .containsExactlyInAnyOrder(
            "1: 1.0 after 0",
            "3: 3.0 after 0",
            "5: 5.0 after 0",
            "7: 7.0 after 0",
            "9: 9.0 after 0");
    publish(store);
    assertThat(published).hasSize(5);
    store.write(3)[0] = 33f;
    publish(store);
    assertThat(published).hasSize(6).last().isEqualTo("3: 33.0 after 3");
  }

  @Test
  void whatIsKeptBackIsAskedForAgain() {
    PageStore store = store(1, ZEROS);
    store.write(1)[0] = 1f;
    store.write(2)[0] = 2f; // page 1 is evicted
    for (int i = 0; i < 2; i++) {
      List<Integer> asked = new ArrayList<>();
      store.publish(
          (page, block, previous) -> {
            asked.add(page);
            return OptionalLong.empty();
          });
      assertThat(asked).containsExactlyInAnyOrder(1, 2);
    }
    store.read(3); // page 2 is evicted too
    publish(store);
    assertThat(published).containsExactlyInAnyOrder("1: 1.0 after 0", "2: 2.0 after 0");
  }

  @Test
  void aRestoredStoreHasTheStatesOfTheCheckpoint() {
    PageStore store = store(2, ZEROS);
    for (int page = 0; page < 6; page++) {
      Arrays.fill(store.write(page), page);
    }
    publish(store);
    store.write(5)[0] = 55f;
    store.flush();
    state = state.restored();
    published.clear();

    PageStore restored = store(2, ZEROS);
    for (int page = 0; page < 5; page++) {
      assertThat(restored.read(page)).containsOnly(page);
    }
    assertThat(restored.read(5)).startsWith(55f, 5f);
    assertThat(restored.read(6)).containsOnly(0f);
    publish(restored);
    assertThat(published).as("not yet published before").containsExactly("5: 55.0 after 0");
  }

  @Test
  void anotherLifePublishesEveryPageThatExistsAsItsFirst() {
    PageStore store = store(2, ZEROS);
    for (int page = 0; page < 4; page++) {
      store.write(page)[0] = page + 1;
    }
    publish(store);
    store.flush();
    state = state.restored();
    published.clear();

    PageStore restored = store(2, ZEROS);
    restored.unpublishAll();
    restored.read(1);
    publish(restored);
    assertThat(published)
        .containsExactlyInAnyOrder(
            "0: 1.0 after 0", "1: 2.0 after 0", "2: 3.0 after 0", "3: 4.0 after 0");
    restored.write(2)[0] = 9f;
    publish(restored);
    assertThat(published).hasSize(5).last().isEqualTo("2: 9.0 after 3");
  }

  @Test
  void aPageThatBeginsWithWeightsIsPublishedAndOneOfZerosIsNot() {
    PageStore store =
        store(
            1,
            (page, block) -> {
              block[0] = page == 2 ? 0.5f : 0f;
              return page == 2;
            });
    for (int page = 0; page < 4; page++) {
      store.read(page);
    }
    publish(store);
    assertThat(published).containsExactly("2: 0.5 after 0");
    store.read(2);
    publish(store);
    assertThat(published).hasSize(1);
  }

  @Test
  void statesAreRewrittenWithAnotherStride() {
    PageStore store = store(2, ZEROS);
    for (int page : new int[] {0, 7, PAGES - 1}) {
      Arrays.fill(store.write(page), page + 1);
    }
    store.flush();
    store(2, ZEROS).rewrite((page, block) -> new float[] {page, block.length});

    List<String> seen = new ArrayList<>();
    PageStore after = state.store(1, PAGE_BYTES, ZEROS);
    after.look((page, block) -> seen.add(page + ": " + Arrays.toString(block)));
    assertThat(seen).containsExactlyInAnyOrder("0: [0.0, 8.0]", "7: [7.0, 8.0]", "14: [14.0, 4.0]");
    assertThat(after.read(7)).containsExactly(7f, 8f);
  }

  @Test
  void eachServerHasThePagesOfItsShards() {
    Layout two = LAYOUT.at(2);
    try (PageState second = PageState.of(two, 1)) {
      int first = two.firstPage(1);
      PageStore store = second.store(STRIDE, 2L * PAGE_BYTES, ZEROS);
      for (int page = first; page < PAGES; page++) {
        store.write(page)[0] = page;
      }
      for (int page = first; page < PAGES; page++) {
        assertThat(store.read(page)[0]).isEqualTo(page);
      }
      publish(store);
      assertThat(published).hasSize(PAGES - first);
    }
  }

  /** With room for so many pages on the heap. */
  private PageStore store(int pages, Pages.Start start) {
    return state.store(STRIDE, (long) pages * PAGE_BYTES, start);
  }

  /** The fingerprint of a copy is its first float. */
  private void publish(PageStore store) {
    store.publish(
        (page, block, previous) -> {
          published.add(page + ": " + block[0] + " after " + previous);
          return OptionalLong.of((long) block[0]);
        });
  }
}
