// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.source.coordinator.ExecutorNotifier;

/**
 * What an enumerator sees of a JobManager, with one reader: its calls are made by Flink's notifier,
 * on one thread, and answered on another, as there.
 */
final class Coordinator implements SplitEnumeratorContext<KafkaPartitionSplit>, AutoCloseable {
  private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final ExecutorNotifier notifier = new ExecutorNotifier(worker, thread);
  private final List<String> assigned = new ArrayList<>();
  private int answers;

  /** Waits until so many splits have been assigned. */
  synchronized void awaitAssigned(int splits) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (assigned.size() < splits) {
      assertThat(System.nanoTime()).as("deadline for splits").isLessThan(deadline);
      wait(100);
    }
  }

  /** Waits until the enumerator has had {@code more} answers. */
  synchronized void awaitAnswers(int more) throws InterruptedException {
    int end = answers + more;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (answers < end) {
      assertThat(System.nanoTime()).as("deadline for answers").isLessThan(deadline);
      wait(100);
    }
  }

  /** Partitions that have been assigned, each as often as it was, in order. */
  synchronized List<String> assigned() {
    return assigned.stream().sorted().toList();
  }

  private synchronized void answered() {
    answers++;
    notifyAll();
  }

  private <V> BiConsumer<V, Throwable> counted(BiConsumer<V, Throwable> handler) {
    return (value, failure) -> {
      if (!worker.isShutdown()) {
        handler.accept(value, failure);
        answered();
      }
    };
  }

  @Override
  public <V> void callAsync(Callable<V> call, BiConsumer<V, Throwable> handler) {
    notifier.notifyReadyAsync(call, counted(handler));
  }

  @Override
  public <V> void callAsync(
      Callable<V> call, BiConsumer<V, Throwable> handler, long delay, long period) {
    notifier.notifyReadyAsync(call, counted(handler), delay, period);
  }

  @Override
  public synchronized void assignSplits(SplitsAssignment<KafkaPartitionSplit> assignment) {
    assignment.assignment().values().stream()
        .flatMap(List::stream)
        .forEach(split -> assigned.add(split.getTopicPartition().toString()));
    notifyAll();
  }

  @Override
  public void runInCoordinatorThread(Runnable action) {
    thread.execute(action);
  }

  @Override
  public SplitEnumeratorMetricGroup metricGroup() {
    return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
  }

  @Override
  public void sendEventToSourceReader(int reader, SourceEvent event) {}

  @Override
  public int currentParallelism() {
    return 1;
  }

  @Override
  public Map<Integer, ReaderInfo> registeredReaders() {
    return Map.of(0, new ReaderInfo(0, "localhost"));
  }

  @Override
  public void signalNoMoreSplits(int reader) {}

  /** After what is to run in the coordinator's thread. */
  @Override
  public void close() {
    worker.shutdownNow();
    CompletableFuture.runAsync(thread::shutdown, thread).join();
  }
}
