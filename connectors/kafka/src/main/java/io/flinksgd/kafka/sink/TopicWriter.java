// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.client.Rights;
import io.flinksgd.kafka.client.TransactionalId;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink.PrecommittingStatefulSinkWriter;
import org.apache.flink.connector.kafka.sink.internal.CheckpointTransaction;
import org.apache.flink.connector.kafka.sink.internal.TransactionOwnership;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.common.KafkaException;

/**
 * Writes to a topic, see {@link TopicSink}. Flink's writer, which makes a transactional id at once,
 * is opened when there is something to write, or something that is still to be committed.
 *
 * <p>Owned by the task's thread, in which also its timers run.
 */
final class TopicWriter<T>
    implements StatefulSinkWriter<T, TopicWriterState>, CommittingSinkWriter<T, KafkaCommittable> {
  private static final TransactionOwnership OWNERSHIP =
      TransactionOwnership.EXPLICIT_BY_WRITER_STATE;

  /** Flink's sink, with transactional ids that begin with a prefix. */
  @FunctionalInterface
  interface Sinks<T> {
    TwoPhaseCommittingStatefulSink<T, KafkaWriterState, KafkaCommittable> of(String prefix);
  }

  private final TwoPhaseCommittingStatefulSink<T, KafkaWriterState, KafkaCommittable> sink;
  private final TopicSettings settings;
  private final WriterInitContext context;
  private final List<KafkaWriterState> restored;
  private final boolean stateful;
  private final String lineage;
  private final String prefix;
  private final PendingTransactions waiting;

  private TopicLease lease;
  private PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> writer;
  private boolean ended;
  private boolean closed;

  private TopicWriter(
      Sinks<T> sinks,
      TopicSettings settings,
      WriterInitContext context,
      Collection<TopicWriterState> states) {
    this.settings = settings;
    this.context = context;
    this.restored = TopicWriterState.transactions(states);
    this.stateful = !states.isEmpty();
    // all attempts of a job that has no checkpoint yet are one lineage
    this.lineage =
        TopicWriterState.lineage(states)
            .orElseGet(() -> context.getJobInfo().getJobId().toHexString());
    this.prefix = TransactionalId.prefix(settings.delivery().prefix(), lineage);
    this.sink = sinks.of(prefix);
    this.waiting =
        new PendingTransactions(
            settings.topic(),
            Duration.ofMillis(
                settings.delivery().isTransactional() ? settings.delivery().timeoutMillis() : 0),
            context.getRestoredCheckpointId().orElse(0),
            System::nanoTime);
  }

  /** Makes sure that the topic is there and its own, and opens a writer. */
  static <T> TopicWriter<T> open(
      Sinks<T> sinks,
      TopicSettings settings,
      WriterInitContext context,
      Collection<TopicWriterState> states)
      throws IOException {
    TopicWriter<T> opened = new TopicWriter<>(sinks, settings, context, states);
    try {
      opened.start();
      return opened;
    } catch (IllegalArgumentException | TopicLease.HeldException e) {
      opened.close();
      throw new SuppressRestartsException(e); // it would be the same again
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void start() throws IOException {
    TaskInfo task = context.getTaskInfo();
    if (settings.content() instanceof TopicSettings.Model
        && task.getNumberOfParallelSubtasks() > 1) {
      throw new IllegalArgumentException(
          "a model's sink must have parallelism 1: topic=%s, parallelism=%d"
              .formatted(settings.topic(), task.getNumberOfParallelSubtasks()));
    }
    try (KafkaTopics topics = KafkaTopics.connect(settings.address().client())) {
      settings.provide(topics, task.getNumberOfParallelSubtasks());
      if (task.getIndexOfThisSubtask() == 0) {
        settings.delivery().check(topics);
      }
      if (settings.content() instanceof TopicSettings.Model model) {
        boolean takeOver = model.takeOver() && task.getAttemptNumber() == 0;
        Lease.Holder holder =
            new Lease.Holder(
                lineage,
                context.getJobInfo().getJobName(),
                settings.delivery().prefix(),
                model.table());
        lease =
            TopicLease.acquire(
                settings,
                new TopicLease.Claim(holder, isAgain(), takeOver, pending()),
                TopicLease.LENGTH);
      } else if (settings.delivery().isTransactional()
          && !isAgain()
          && task.getIndexOfThisSubtask() == 0) {
        LeftTransactions.end(topics, settings, prefix, TopicLease.LENGTH);
      }
      if (settings.delivery().isTransactional()) {
        endLeftOpen(topics);
      }
      if (!settings.delivery().isTransactional() || !pending().isEmpty()) {
        openWriter();
      }
    }
    lookLater();
  }

  /** Whether it is a restore or another attempt. */
  private boolean isAgain() {
    return stateful
        || context.getRestoredCheckpointId().isPresent()
        || context.getTaskInfo().getAttemptNumber() > 0;
  }

  /** Transactions of the checkpoint that is restored that are to be committed. */
  private Set<String> pending() {
    return precommitted(restored)
        .map(CheckpointTransaction::getTransactionalId)
        .collect(Collectors.toSet());
  }

  private static Stream<CheckpointTransaction> precommitted(List<KafkaWriterState> states) {
    return states.stream().flatMap(state -> state.getPrecommittedTransactionalIds().stream());
  }

  /**
   * Ends transactions that a run that failed has left open, all at once: many when checkpoints had
   * failed for long, and Flink's writer would end one after the other.
   */
  private void endLeftOpen(KafkaTopics topics) {
    int[] owned = owned();
    int total = total();
    Set<String> pending = pending();
    List<String> prefixes =
        restored.stream().map(KafkaWriterState::getTransactionalIdPrefix).distinct().toList();
    Set<String> left =
        topics.openTransactions(settings.topic()).keySet().stream()
            .filter(id -> id.isOf(prefix) || prefixes.stream().anyMatch(id::isOf))
            .filter(id -> Arrays.stream(owned).anyMatch(sub -> id.subtask() % total == sub))
            .map(TransactionalId::text)
            .filter(id -> !pending.contains(id))
            .collect(Collectors.toSet());
    if (!left.isEmpty()) {
      topics.fence(left);
    }
  }

  private int[] owned() {
    TaskInfo task = context.getTaskInfo();
    return OWNERSHIP.getOwnedSubtaskIds(
        task.getIndexOfThisSubtask(), task.getNumberOfParallelSubtasks(), restored);
  }

  private int total() {
    TaskInfo task = context.getTaskInfo();
    return OWNERSHIP.getTotalNumberOfOwnedSubtasks(
        task.getIndexOfThisSubtask(), task.getNumberOfParallelSubtasks(), restored);
  }

  private void openWriter() throws IOException {
    try {
      writer = TopicCommitter.patiently(() -> sink.restoreWriter(context, restored));
    } catch (KafkaException e) {
      throw Rights.missingIds(e, prefix).map(m -> (RuntimeException) m).orElse(e);
    }
  }

  private void lookLater() {
    var timers = context.getProcessingTimeService();
    var unused =
        timers.registerTimer(
            timers.getCurrentProcessingTime() + TopicLease.RENEWAL.toMillis(),
            time -> {
              if (!closed) {
                renewLease(TopicLease::tryToRenew);
                waiting.checkAge();
                lookLater();
              }
            });
  }

  private interface Renewal {
    void of(TopicLease lease) throws IOException;
  }

  private void renewLease(Renewal renewal) throws IOException {
    if (lease == null) {
      return;
    }
    try {
      renewal.of(lease);
    } catch (TopicLease.HeldException e) {
      throw new SuppressRestartsException(e); // otherwise two jobs would take turns
    }
  }

  @Override
  public void write(T element, Context where) throws IOException, InterruptedException {
    if (writer == null) {
      openWriter();
    }
    waiting.written();
    try {
      writer.write(element, where);
    } catch (IOException | KafkaException e) {
      throw explained(e);
    }
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    ended |= endOfInput;
    if (writer == null) {
      return;
    }
    try {
      writer.flush(endOfInput);
    } catch (IOException | KafkaException e) {
      throw explained(e);
    }
  }

  /** The same, unless it is a right that is missing. */
  private IOException explained(Exception e) {
    return Rights.missing(e, "WRITE", "topic " + settings.topic())
        .map(missing -> new IOException(missing.getMessage(), e))
        .orElseGet(() -> e instanceof IOException io ? io : new IOException(e));
  }

  /** All records are on the topic by now, and what is handed on may be committed: a last look. */
  @Override
  public Collection<KafkaCommittable> prepareCommit() throws IOException, InterruptedException {
    waiting.checkAge();
    waiting.checkRoom();
    renewLease(TopicLease::renew);
    return writer == null ? List.of() : writer.prepareCommit();
  }

  @Override
  public List<TopicWriterState> snapshotState(long checkpoint) throws IOException {
    List<KafkaWriterState> states = writer == null ? unused() : writer.snapshotState(checkpoint);
    waiting.snapshot(precommitted(states).toList());
    if (writer != null) {
      IdleProducers.trim(writer);
    }
    return states.isEmpty()
        ? List.of(new TopicWriterState(Optional.empty(), lineage))
        : states.stream().map(s -> new TopicWriterState(Optional.of(s), lineage)).toList();
  }

  /** The ids that are this writer's, of which none is in use. */
  private List<KafkaWriterState> unused() {
    int total = total();
    return Arrays.stream(owned())
        .mapToObj(subtask -> new KafkaWriterState(prefix, subtask, total, OWNERSHIP, List.of()))
        .toList();
  }

  @Override
  public void close() {
    closed = true;
    if (writer != null) {
      QuietCloser.close(writer, settings.topic());
      QuietCloser.close(WriterAdmin.of(writer), settings.topic());
    }
    if (lease != null) {
      // the task waits for its last commit before it closes its operators
      QuietCloser.close(ended ? lease::release : lease, settings.topic());
    }
  }
}
