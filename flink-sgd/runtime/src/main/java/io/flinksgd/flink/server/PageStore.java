// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.server;

import io.flinksgd.flink.wire.Stored;
import io.flinksgd.layout.Layout;
import io.flinksgd.server.Pages;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.function.ThrowingConsumer;

/**
 * One server's pages: hot ones on the heap, all of them in Flink's keyed state (RocksDB), keyed by
 * shard. A page is written back when it is evicted and at a checkpoint, if it has changed. The only
 * class that touches the model's keyed state; owned by the server's thread.
 */
final class PageStore implements Pages {
  private static final PageFormat FORMAT = new PageFormat();

  private final Layout layout;
  private final int stride;
  private final int firstPage;
  private final Page[] cached;
  private final int capacity;
  private final IntConsumer selectShard;
  private final Start start;
  private final MapState<Integer, byte[]> state;
  private final BitSet evicted = new BitSet();
  private final BitSet published = new BitSet();
  private int count;
  private int hand;

  /**
   * The pages that {@code layout} gives to {@code server}.
   *
   * @param stride floats of state for each coordinate
   * @param cacheBytes heap for pages; at least one page is kept
   * @param selectShard makes a shard the current key of {@code store}
   * @param start fills in pages that training has not touched yet
   */
  PageStore(
      Layout layout,
      int server,
      int stride,
      long cacheBytes,
      KeyedStateStore store,
      IntConsumer selectShard,
      Start start) {
    this.layout = layout;
    this.stride = stride;
    this.firstPage = layout.firstPage(server);
    this.cached = new Page[layout.firstPage(server + 1) - firstPage];
    long fitting = cacheBytes / ((long) Float.BYTES * layout.pageSize() * stride);
    this.capacity = (int) Math.max(1, Math.min(fitting, cached.length));
    this.selectShard = selectShard;
    this.start = start;
    this.state = store.getMapState(Stored.byNumber("pages"));
  }

  @Override
  public float[] read(int page) {
    Page found = cached[page - firstPage];
    if (found == null) {
      found = load(page);
    }
    found.recent = true;
    return found.block;
  }

  @Override
  public float[] write(int page) {
    Page found = cached[page - firstPage];
    if (found == null) {
      found = load(page);
    }
    found.recent = true;
    found.dirty = true;
    found.unpublished = true;
    return found.block;
  }

  private Page load(int page) {
    if (count >= capacity) {
      evict();
    }
    Page found = stored(page);
    found.unpublished |= evicted.get(page - firstPage);
    cached[page - firstPage] = found;
    count++;
    return found;
  }

  private Page stored(int page) {
    try {
      selectShard.accept(layout.shard(page));
      byte[] found = state.get(page);
      return found == null ? fresh(page) : Stored.read(FORMAT, found);
    } catch (Exception e) {
      throw new FlinkRuntimeException("page must be readable from state: page=" + page, e);
    }
  }

  /** The page as training begins with it. To readers, a page that was never published is zeros. */
  private Page fresh(int number) {
    Page page = new Page(new float[layout.pageLength(number) * stride], 0);
    page.unpublished = start.fill(number, page.block);
    return page;
  }

  /** The clock algorithm (second chance): evicts the first page that was not used for one turn. */
  private void evict() {
    while (true) {
      hand = hand + 1 < cached.length ? hand + 1 : 0;
      Page page = cached[hand];
      if (page != null && !page.recent) {
        writeBack(firstPage + hand, page);
        if (page.unpublished) {
          evicted.set(hand);
        }
        cached[hand] = null;
        count--;
        return;
      }
      if (page != null) {
        page.recent = false;
      }
    }
  }

  private void writeBack(int number, Page page) {
    if (page.dirty) {
      try {
        selectShard.accept(layout.shard(number));
        put(number, page);
      } catch (Exception e) {
        throw new FlinkRuntimeException("page must be writable to state: page=" + number, e);
      }
      page.dirty = false;
    }
  }

  private void put(int number, Page page) throws Exception {
    state.put(number, Stored.write(FORMAT, page, FORMAT.length(page)));
  }

  /** Pages on the heap. */
  int cachedPages() {
    return count;
  }

  /** Writes every changed page to the state. */
  void flush() {
    for (int i = 0; i < cached.length; i++) {
      if (cached[i] != null) {
        writeBack(firstPage + i, cached[i]);
      }
    }
  }

  /** Gives every page that differs from what was last published to {@code publisher}. */
  void publish(Publisher publisher) {
    for (int i = 0; i < cached.length; i++) {
      Page page = cached[i];
      if (page != null && page.unpublished) {
        publishOne(firstPage + i, page, publisher);
        page.dirty = true;
      }
    }
    BitSet keptBack = new BitSet();
    for (int i = evicted.nextSetBit(0); i >= 0; i = evicted.nextSetBit(i + 1)) {
      if (cached[i] == null) {
        Page page = stored(firstPage + i);
        publishOne(firstPage + i, page, publisher);
        page.dirty = true;
        keptBack.set(i, page.unpublished);
        writeBack(firstPage + i, page);
      }
    }
    evicted.clear();
    evicted.or(keptBack);
  }

  /** A copy that an earlier attempt published does not count: readers keep none of those. */
  private void publishOne(int number, Page page, Publisher publisher) {
    long previous = published.get(number - firstPage) ? page.fingerprint : 0;
    OptionalLong fingerprint = publisher.publish(number, page.block, previous);
    if (fingerprint.isPresent()) {
      page.fingerprint = fingerprint.getAsLong();
      page.unpublished = false;
      published.set(number - firstPage);
    }
  }

  /** Marks every page that exists as not published, as it must be after a restore. */
  void unpublishAll() {
    forEachStored(page -> evicted.set(page - firstPage));
  }

  /**
   * Writes again the states of every page that exists; to be called while none is on the heap.
   *
   * @param change makes the states that a page is to have of its number and those that it has
   */
  void rewrite(BiFunction<Integer, float[], float[]> change) {
    forEachStored(
        number -> {
          Page page = Stored.read(FORMAT, state.get(number));
          Page changed = new Page(change.apply(number, page.block), page.fingerprint);
          changed.unpublished = true;
          put(number, changed);
        });
  }

  /** Shows number and states of every page that exists; while none is on the heap. */
  void look(BiConsumer<Integer, float[]> at) {
    forEachStored(number -> at.accept(number, Stored.read(FORMAT, state.get(number)).block));
  }

  private void forEachStored(ThrowingConsumer<Integer, Exception> action) {
    int last = firstPage + cached.length - 1;
    for (int shard = layout.shard(firstPage); shard <= layout.shard(last); shard++) {
      try {
        selectShard.accept(shard);
        List<Integer> pages = new ArrayList<>();
        state.keys().forEach(pages::add); // first, since an action may change the state
        for (int page : pages) {
          action.accept(page);
        }
      } catch (IllegalArgumentException e) {
        throw e;
      } catch (Exception e) {
        throw new FlinkRuntimeException("shard must be readable from state: shard=" + shard, e);
      }
    }
  }

  /** Where changed pages go. */
  interface Publisher {
    /**
     * Publishes one page.
     *
     * @param previous the fingerprint of the copy that this attempt published before, or 0
     * @return the fingerprint of this copy; empty if it is kept back, to be asked for again
     */
    OptionalLong publish(int page, float[] block, long previous);
  }
}
