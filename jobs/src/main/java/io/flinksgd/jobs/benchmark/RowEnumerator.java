// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Gives out splits on request. */
final class RowEnumerator implements SplitEnumerator<RowSplit, Integer> {
  private final SplitEnumeratorContext<RowSplit> context;
  private final RowPlan plan;
  private final Queue<RowSplit> returned = new ArrayDeque<>();
  private int assigned;
  private long start;

  RowEnumerator(SplitEnumeratorContext<RowSplit> context, RowPlan plan, int assigned) {
    this.context = context;
    this.plan = plan;
    this.assigned = assigned;
  }

  @Override
  public void start() {}

  @Override
  public void handleSplitRequest(int reader, String host) {
    RowSplit back = returned.poll();
    if (back != null) {
      context.assignSplit(back, reader);
    } else if (assigned < plan.splits() && inTime()) {
      context.assignSplit(plan.split(assigned), reader);
      assigned++;
    } else {
      context.signalNoMoreSplits(reader);
    }
  }

  private boolean inTime() {
    long now = System.nanoTime();
    start = start == 0 ? now : start;
    return (now - start) / 1_000_000 < plan.millis();
  }

  @Override
  public void addSplitsBack(List<RowSplit> splits, int reader) {
    returned.addAll(splits);
  }

  @Override
  public void addReader(int reader) {}

  @Override
  public Integer snapshotState(long checkpoint) {
    return assigned;
  }

  @Override
  public void close() {}

  /** One number. */
  static final class Serializer implements SimpleVersionedSerializer<Integer> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(Integer assigned) {
      return ByteBuffer.allocate(4).putInt(assigned).array();
    }

    @Override
    public Integer deserialize(int version, byte[] bytes) {
      return ByteBuffer.wrap(bytes).getInt();
    }
  }
}
