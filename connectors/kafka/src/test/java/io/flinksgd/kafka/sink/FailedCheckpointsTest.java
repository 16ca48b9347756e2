// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.evaluation.PredictedExample;
import io.flinksgd.evaluation.Prediction;
import io.flinksgd.example.Origin;
import io.flinksgd.kafka.testing.SharedBroker;
import io.flinksgd.testing.Case;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.connector.kafka.sink.internal.CheckpointTransaction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What checkpoints that fail leave behind, as when their disk is full and a job tolerates it. */
@Tag("case")
final class FailedCheckpointsTest {
  private static final Prediction PREDICTION =
      new Prediction(new PredictedExample("k", 1f, 1f, 0L, new Origin("clicks", 0, 0)), 0.5f);
  private static final CheckpointTransaction FIRST = new CheckpointTransaction("id-0", 1);
  private static final CheckpointTransaction SECOND = new CheckpointTransaction("id-1", 2);

  private final JobID job = new JobID();
  private long seconds;

  @Test
  void theJobGoesBackBeforeTooManyTransactionsWait() throws Exception {
    SinkTask<Prediction> task = SinkTask.start(TopicSinkTest.predictions("failed-many"), job);
    task.write(PREDICTION);
    SinkTask.State last = task.checkpoint();
    int failed = 0;
    Throwable thrown = null;
    while (thrown == null && failed < 100) {
      task.write(PREDICTION);
      thrown = catchThrowable(task::prepare);
      failed += thrown == null ? 1 : 0;
    }
    task.close();
    Case.equal(
        "withstanding",
        "checkpoints that fail, one after the other, until the job goes back to its last one",
        PendingTransactions.MOST,
        failed);
    assertThat(thrown)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("must be complete before 30 transactions wait for one")
        .hasMessageContaining("topic=failed-many, 30 wait");
    try (SinkTask<Prediction> again =
        SinkTask.restore(TopicSinkTest.predictions("failed-many"), job, last)) {
      for (int i = 0; i <= failed; i++) {
        again.write(PREDICTION);
      }
      again.checkpoint();
      again.checkpoint();
      again.checkpoint(); // now the id of the restored checkpoint is used again
    }
    Case.equal(
        "withstanding",
        "records written while 30 checkpoints failed, and written again: on the topic",
        failed + 2,
        SharedBroker.read("failed-many").size());
  }

  @Test
  void producersThatWereNeededMeanwhileAreClosed() throws Exception {
    try (SinkTask<Prediction> task =
        SinkTask.start(TopicSinkTest.predictions("failed-some"), job)) {
      for (int i = 0; i < 20; i++) {
        task.write(PREDICTION);
        SinkTask.State unused = task.prepare();
      }
      assertThat(producers("failed-some")).hasSizeGreaterThanOrEqualTo(20);
      task.commit();
      task.write(PREDICTION);
      task.checkpoint();
      List<Thread> left = producers("failed-some");
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (left.size() > IdleProducers.KEPT + 2 && System.nanoTime() < end) {
        left.get(0).join(100);
        left = producers("failed-some");
      }
      Case.holds(
          "withstanding",
          "producers when a checkpoint is complete after 19 that failed",
          "at most 4",
          left.size(),
          left.size() <= IdleProducers.KEPT + 2);
    }
    assertThat(SharedBroker.read("failed-some")).hasSize(21);
  }

  private static List<Thread> producers(String topic) {
    List<Thread> threads = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().contains("producer-flink-sgd-" + topic + ":")) {
        threads.add(thread);
      }
    }
    return threads;
  }

  @Test
  void theJobGoesBackBeforeKafkaAbortsWhatWaits() throws Exception {
    PendingTransactions pending = pending(0);
    pending.written();
    seconds = 60;
    pending.snapshot(List.of(FIRST));
    pending.written();
    seconds = 120;
    pending.snapshot(List.of(FIRST, SECOND));
    seconds = 870;
    pending.checkAge();
    seconds = 871;
    Case.equal(
        "withstanding",
        "a transaction of 15 minutes that waits for a checkpoint for 871 s",
        "checkpoints must be complete before 30 transactions wait for one, or one for 870 s:"
            + " topic=t, 2 wait, the oldest for 871 s; what they hold is written again from the"
            + " last checkpoint",
        catchThrowable(pending::checkAge).getMessage());
    pending.snapshot(List.of(SECOND));
    pending.checkAge();
    seconds = 931;
    assertThat(catchThrowable(pending::checkAge)).hasMessageContaining("1 wait");
    pending.snapshot(List.of());
    pending.checkAge();
  }

  @Test
  void whatWasRestoredIsCommittedAtOnceAndDoesNotCount() throws Exception {
    PendingTransactions pending = pending(1);
    pending.snapshot(List.of(FIRST, SECOND));
    seconds = 10_000;
    assertThat(catchThrowable(pending::checkAge)).hasMessageContaining("1 wait");
    pending.snapshot(List.of(FIRST));
    pending.checkAge();
    pending.checkRoom();
  }

  private PendingTransactions pending(long restored) {
    return new PendingTransactions(
        "t", Duration.ofMinutes(15), restored, () -> TimeUnit.SECONDS.toNanos(seconds));
  }
}
