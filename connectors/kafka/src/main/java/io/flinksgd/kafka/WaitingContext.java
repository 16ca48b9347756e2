package io.flinksgd.kafka;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;

/**
 * The context of an enumerator whose calls wait for brokers that are away; Flink's enumerator fails
 * the job when one of them fails. Owned by the coordinator's thread.
 */
class WaitingContext implements SplitEnumeratorContext<KafkaPartitionSplit> {
  private static final String WHAT = "looking for partitions";

  private final SplitEnumeratorContext<KafkaPartitionSplit> context;

  WaitingContext(SplitEnumeratorContext<KafkaPartitionSplit> context) {
    this.context = context;
  }

  @Override
  public <V> void callAsync(Callable<V> call, BiConsumer<V, Throwable> handler) {
    context.callAsync(Outage.waiting(call, WHAT), handler);
  }

  @Override
  public <V> void callAsync(
      Callable<V> call, BiConsumer<V, Throwable> handler, long delay, long period) {
    context.callAsync(Outage.waiting(call, WHAT), handler, delay, period);
  }

  @Override
  public SplitEnumeratorMetricGroup metricGroup() {
    return context.metricGroup();
  }

  @Override
  public void sendEventToSourceReader(int reader, SourceEvent event) {
    context.sendEventToSourceReader(reader, event);
  }

  @Override
  public void sendEventToSourceReader(int reader, int attempt, SourceEvent event) {
    context.sendEventToSourceReader(reader, attempt, event);
  }

  @Override
  public int currentParallelism() {
    return context.currentParallelism();
  }

  @Override
  public Map<Integer, ReaderInfo> registeredReaders() {
    return context.registeredReaders();
  }

  @Override
  public Map<Integer, Map<Integer, ReaderInfo>> registeredReadersOfAttempts() {
    return context.registeredReadersOfAttempts();
  }

  @Override
  public void assignSplits(SplitsAssignment<KafkaPartitionSplit> assignment) {
    context.assignSplits(assignment);
  }

  @Override
  public void signalNoMoreSplits(int reader) {
    context.signalNoMoreSplits(reader);
  }

  @Override
  public void runInCoordinatorThread(Runnable action) {
    context.runInCoordinatorThread(action);
  }

  @Override
  public void setIsProcessingBacklog(boolean backlog) {
    context.setIsProcessingBacklog(backlog);
  }
}
