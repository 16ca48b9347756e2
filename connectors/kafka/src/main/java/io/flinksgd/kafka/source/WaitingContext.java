// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import io.flinksgd.kafka.client.Outage;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The context of Flink's enumerator, which by itself fails the job when a call fails because
 * brokers are away, and which assigns partitions twice when it hears of them twice: it looks for
 * partitions again and again, and if an answer took longer than that, the next one comes before the
 * first has led to splits. Here a call is made again while brokers are away, each waiting as long
 * as its client does; and while a call has no answer yet, answers to regular calls are ignored.
 * What they would have said the next one will say. Owned by the coordinator's thread.
 */
class WaitingContext implements SplitEnumeratorContext<KafkaPartitionSplit> {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingContext.class);

  private final SplitEnumeratorContext<KafkaPartitionSplit> context;
  private int pendingCalls;

  WaitingContext(SplitEnumeratorContext<KafkaPartitionSplit> context) {
    this.context = context;
  }

  @Override
  public <V> void callAsync(Callable<V> call, BiConsumer<V, Throwable> handler) {
    pendingCalls++;
    attempt(call, handler, System.nanoTime(), false);
  }

  private <V> void attempt(
      Callable<V> call, BiConsumer<V, Throwable> handler, long begin, boolean said) {
    context.callAsync(
        call,
        (value, failure) -> {
          boolean patient = System.nanoTime() - begin <= Outage.PATIENCE.toNanos();
          if (failure != null && patient && Outage.isReasonOf(failure)) {
            if (!said) {
              LOG.warn("Looking for partitions: the broker is away and is waited for", failure);
            }
            attempt(call, handler, begin, true);
            return;
          }
          handler.accept(value, failure); // may call again
          pendingCalls--;
          if (pendingCalls == 0) {
            atRest();
          }
        });
  }

  @Override
  public <V> void callAsync(
      Callable<V> call, BiConsumer<V, Throwable> handler, long delay, long period) {
    context.callAsync(
        call,
        (value, failure) -> {
          if (pendingCalls > 0) {
            return;
          }
          if (failure != null && Outage.isReasonOf(failure)) {
            callAsync(call, handler); // and not only when it is time again
          } else {
            handler.accept(value, failure);
          }
        },
        delay,
        period);
  }

  /** No call is pending any more. */
  void atRest() {}

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
