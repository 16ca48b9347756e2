// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.server;

import io.flinksgd.flink.wire.Stored;
import io.flinksgd.layout.Layout;
import io.flinksgd.server.Pages;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/** The keyed state of one server on RocksDB, for page stores without a server around them. */
final class PageState implements AutoCloseable {
  private final KeyRouting routing;
  private final int server;
  private final Holder holder = new Holder();
  private final KeyedOneInputStreamOperatorTestHarness<Integer, Integer, Integer> harness;

  private PageState(Layout layout, int server, OperatorSubtaskState from) {
    this.routing = new KeyRouting("sgd", layout, 1, true);
    this.server = server;
    try {
      this.harness =
          new KeyedOneInputStreamOperatorTestHarness<>(
              holder, key -> key, Types.INT, layout.keyGroups(), layout.servers(), server);
      harness.setStateBackend(new EmbeddedRocksDBStateBackend());
      harness.setup();
      harness.initializeState(from);
      harness.open();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** No page yet. */
  static PageState of(Layout layout, int server) {
    return new PageState(layout, server, null);
  }

  /** What a checkpoint that is taken now has of it. This one is closed. */
  PageState restored() {
    try {
      OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
      close();
      return new PageState(routing.layout(), server, checkpoint);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  PageStore store(int stride, long cacheBytes, Pages.Start start) {
    return new PageStore(
        routing.layout(), server, stride, cacheBytes, holder.store, this::select, start);
  }

  private void select(int shard) {
    holder.setCurrentKey(routing.shardKey(shard));
  }

  /** The pages that are written. */
  Set<Integer> pages() {
    Set<Integer> all = new TreeSet<>();
    forEachShard(pages -> pages.keys().forEach(all::add));
    return all;
  }

  /** Forgets every page that is written, behind the back of the stores. */
  void clear() {
    forEachShard(MapState::clear);
  }

  private void forEachShard(Action action) {
    for (int shard : routing.shardsOf(server)) {
      select(shard);
      try {
        action.on(holder.store.getMapState(Stored.byNumber("pages")));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private interface Action {
    void on(MapState<Integer, byte[]> pages) throws Exception;
  }

  @Override
  public void close() {
    try {
      harness.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** An operator that does nothing. */
  private static final class Holder extends AbstractStreamOperator<Integer>
      implements OneInputStreamOperator<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private transient KeyedStateStore store;

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
      super.initializeState(context);
      store = context.getKeyedStateStore();
    }

    @Override
    public void processElement(StreamRecord<Integer> element) {}
  }
}
