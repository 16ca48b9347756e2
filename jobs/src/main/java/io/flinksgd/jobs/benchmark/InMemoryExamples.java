// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import io.flinksgd.example.Example;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Examples that are in this JVM's memory already, row by row in turn among the readers, for as many
 * passes as are asked for: what remains of a job's cost is the training.
 */
final class InMemoryExamples implements Source<Example, RowSplit, Integer> {
  private static final long serialVersionUID = 1L;
  private static final int BURST = 64;

  /** Set before the job is submitted to a cluster in this JVM; a source itself is serialized. */
  private static Example[] rows = {};

  private final RowPlan plan;

  /** Reads {@link #load}'s rows, over and over, as {@code plan} says. */
  InMemoryExamples(RowPlan plan) {
    this.plan = plan;
  }

  static void load(Example[] examples) {
    rows = examples;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<Example, RowSplit> createReader(SourceReaderContext context) {
    return new Reader(context);
  }

  @Override
  public SplitEnumerator<RowSplit, Integer> createEnumerator(
      SplitEnumeratorContext<RowSplit> context) {
    return new RowEnumerator(context, plan, 0);
  }

  @Override
  public SplitEnumerator<RowSplit, Integer> restoreEnumerator(
      SplitEnumeratorContext<RowSplit> context, Integer assigned) {
    return new RowEnumerator(context, plan, assigned);
  }

  @Override
  public SimpleVersionedSerializer<RowSplit> getSplitSerializer() {
    return new RowSplit.Serializer();
  }

  @Override
  public SimpleVersionedSerializer<Integer> getEnumeratorCheckpointSerializer() {
    return new RowEnumerator.Serializer();
  }

  /** Emits the rows of its splits. */
  private static final class Reader implements SourceReader<Example, RowSplit> {
    private final SourceReaderContext context;
    private final Queue<RowSplit> splits = new ArrayDeque<>();
    private CompletableFuture<Void> available = new CompletableFuture<>();
    private boolean noMore;

    Reader(SourceReaderContext context) {
      this.context = context;
    }

    @Override
    public void start() {
      context.sendSplitRequest();
    }

    @Override
    public InputStatus pollNext(ReaderOutput<Example> output) {
      RowSplit split = splits.peek();
      if (split == null) {
        return noMore ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
      }
      Example[] from = rows;
      for (int i = 0; i < BURST && split.next < split.end; i++) {
        output.collect(from[(int) (split.next % from.length)]);
        split.next += split.stride;
      }
      if (split.next >= split.end) {
        splits.remove();
        context.sendSplitRequest();
      }
      return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public List<RowSplit> snapshotState(long checkpoint) {
      return splits.stream().map(RowSplit::copy).toList();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      return splits.isEmpty() && !noMore ? available : CompletableFuture.completedFuture(null);
    }

    @Override
    public void addSplits(List<RowSplit> more) {
      splits.addAll(more);
      wake();
    }

    @Override
    public void notifyNoMoreSplits() {
      noMore = true;
      wake();
    }

    private void wake() {
      available.complete(null);
      available = new CompletableFuture<>();
    }

    @Override
    public void close() {}
  }
}
