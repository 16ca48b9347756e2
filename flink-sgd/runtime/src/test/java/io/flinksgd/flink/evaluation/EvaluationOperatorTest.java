// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.evaluation.LossMeasure;
import io.flinksgd.evaluation.OnDivergence;
import io.flinksgd.evaluation.Progress;
import io.flinksgd.evaluation.RejectionLimit;
import io.flinksgd.evaluation.WorkerReport;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Rejected;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.spec.Safeguards;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EvaluationOperatorTest {
  private static final long INTERVAL_MILLIS = 100;
  private static final String WORDS = "at most 0.1 of the records must be rejected, but of ";

  private OneInputStreamOperatorTestHarness<WorkerReport, Progress> evaluation;

  @AfterEach
  void close() throws Exception {
    evaluation.close();
  }

  @Test
  void usageExample() throws Exception {
    open("1", true, null);
    report(10, 1);
    report(5, 0);
    evaluation.setProcessingTime(INTERVAL_MILLIS - 1);
    assertThat(emitted()).isEmpty();
    evaluation.setProcessingTime(INTERVAL_MILLIS);
    assertThat(emitted()).containsExactly("records=15 rejected=1 at=100");
    report(1, 1);
    evaluation.setProcessingTime(2 * INTERVAL_MILLIS);
    assertThat(emitted())
        .containsExactly("records=15 rejected=1 at=100", "records=16 rejected=2 at=200");
  }

  @Test
  void whereNothingWasReportedNothingIsEmitted() throws Exception {
    open("1", true, null);
    evaluation.setProcessingTime(10 * INTERVAL_MILLIS);
    report(1, 0);
    evaluation.setProcessingTime(11 * INTERVAL_MILLIS);
    evaluation.setProcessingTime(20 * INTERVAL_MILLIS);
    assertThat(emitted()).containsExactly("records=1 rejected=0 at=1100");
  }

  @Test
  void whatWasNotToldIsToldAfterARestoreThoughNoMoreExamplesCome() throws Exception {
    open("1", true, null);
    report(10, 2);
    evaluation.setProcessingTime(INTERVAL_MILLIS);
    report(5, 1);
    OperatorSubtaskState state = checkpoint(1);
    report(100, 100); // after the checkpoint: lost with the failure, and to come again
    evaluation.close();

    open("1", true, state);
    evaluation.setProcessingTime(INTERVAL_MILLIS);
    assertThat(emitted()).containsExactly("records=15 rejected=3 at=100");
    evaluation.setProcessingTime(2 * INTERVAL_MILLIS);
    assertThat(emitted()).hasSize(1);
  }

  @Test
  void theEndOfTheInputIsToldAtOnceAndTheLast() throws Exception {
    open("1", true, null);
    report(10, 2);
    evaluation.endInput();
    assertThat(emitted()).containsExactly("records=10 rejected=2 at=0");
    evaluation.setProcessingTime(10 * INTERVAL_MILLIS);
    assertThat(emitted()).hasSize(1);
  }

  @Test
  void whoeverSubmittedTheJobHearsOfTheTotals() throws Exception {
    open("1", true, null);
    report(10, 2);
    evaluation.endInput();
    assertThat(
            evaluation
                .getOperator()
                .getRuntimeContext()
                .getAccumulator("training of sgd")
                .getLocalValue()
                .toString())
        .startsWith("{first.1=UNPARSABLE at t-0@7: no JSON, first.2=")
        .contains("learned=0, records=10, rejected=2, rejected.UNPARSABLE=2");
  }

  @Test
  void aJobThatIsToFailFailsWhenASecondCheckpointShowsThatTheFirstIsCommitted() throws Exception {
    open("0.1:fail", true, null);
    checkpoint(1);
    report(1000, 101);
    evaluation.setProcessingTime(INTERVAL_MILLIS);
    complete(1);
    checkpoint(2);
    complete(2);
    evaluation.setProcessingTime(2 * INTERVAL_MILLIS);
    checkpoint(3);
    fails(() -> complete(3));
  }

  @Test
  void withoutCheckpointsItFailsFifteenMinutesLater() throws Exception {
    open("0.1:fail", true, null);
    report(1000, 101);
    evaluation.setProcessingTime(INTERVAL_MILLIS);
    long patience = INTERVAL_MILLIS + 15 * 60_000;
    evaluation.setProcessingTime(patience - 1);
    fails(() -> evaluation.setProcessingTime(patience));
  }

  @Test
  void whereCheckpointsAreOffItFailsAtOnce() throws Exception {
    open("0.1:fail", false, null);
    report(1000, 101);
    fails(() -> evaluation.setProcessingTime(INTERVAL_MILLIS));
  }

  @Test
  void atTheEndOfTheInputItStaysForTheSecondCheckpoint() throws Exception {
    open("0.1:fail", true, null);
    report(20, 10);
    evaluation.endInput();
    checkpoint(1);
    List<String> done = new ArrayList<>();
    MailboxExecutor mails = mails();
    mails.execute(() -> checkpoint(2), "aborted");
    mails.execute(() -> checkpoint(3), "the second");
    mails.execute(() -> done.add("waited"), "so far the job has not failed");
    mails.execute(() -> complete(3), "the second");
    fails(() -> complete(1));
    assertThat(done).containsExactly("waited");
  }

  @Test
  void aCheckpointFromBeforeTheEndDoesNotKeepTheTaskFromReadingTheBarriersOfOthers()
      throws Exception {
    open("0.1:fail", true, null);
    report(1000, 101);
    evaluation.setProcessingTime(INTERVAL_MILLIS);
    checkpoint(1);
    evaluation.endInput();
    complete(1); // would never return
    checkpoint(2);
    fails(() -> complete(2));
  }

  @Test
  void aJobWithinTheLimitEndsWell() throws Exception {
    open("0.1:fail", true, null);
    report(1000, 100);
    evaluation.endInput();
    checkpoint(1);
    complete(1);
    assertThat(emitted()).containsExactly("records=1000 rejected=100 at=0");
  }

  @Test
  void itMustBeTheOnlyOne() throws Exception {
    evaluation = new OneInputStreamOperatorTestHarness<>(factory("1", true), 4, 2, 0);
    assertThatThrownBy(evaluation::open)
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .hasMessage(
            "parallelism of evaluation must stay 1, so it cannot be rescaled, nor run in reactive"
                + " mode: evaluation=2");
  }

  private void open(String maxRejected, boolean checkpointed, OperatorSubtaskState state)
      throws Exception {
    evaluation =
        new OneInputStreamOperatorTestHarness<>(factory(maxRejected, checkpointed), 1, 1, 0);
    if (state != null) {
      evaluation.initializeState(state);
    }
    evaluation.open();
  }

  private static EvaluationOperator.Factory factory(String maxRejected, boolean checkpointed) {
    return new EvaluationOperator.Factory(
        new EvaluationSetup(
            "sgd",
            INTERVAL_MILLIS,
            LossMeasure.LOG_LOSS,
            2,
            new Safeguards(
                RejectionLimit.parse(maxRejected),
                OnDivergence.WARN,
                Safeguards.DEFAULT.restoreSettings(),
                Safeguards.DEFAULT.stallTimeout()),
            checkpointed));
  }

  private void report(int records, int rejected) throws Exception {
    WorkerReport report = new WorkerReport();
    for (int i = 0; i < records; i++) {
      report.came();
      if (i < rejected) {
        report.rejected(
            Rejected.of(Reason.UNPARSABLE, "no JSON", new Origin("t", 0, 7), new byte[0]));
      }
    }
    evaluation.processElement(new StreamRecord<>(report));
  }

  private OperatorSubtaskState checkpoint(long id) throws Exception {
    evaluation.getOneInputOperator().prepareSnapshotPreBarrier(id);
    return evaluation.snapshot(id, id);
  }

  private void complete(long checkpoint) throws Exception {
    evaluation.notifyOfCompletedCheckpoint(checkpoint);
  }

  private MailboxExecutor mails() {
    return evaluation
        .getOperator()
        .getContainingTask()
        .getMailboxExecutorFactory()
        .createExecutor(TaskMailbox.MIN_PRIORITY);
  }

  private List<String> emitted() {
    return evaluation.extractOutputValues().stream()
        .map(
            each ->
                "records=%d rejected=%d at=%d"
                    .formatted(each.work().records(), each.rejected(), each.at()))
        .toList();
  }

  private static void fails(ThrowingCallable call) {
    assertThatThrownBy(call)
        .satisfies(
            thrown -> {
              Throwable cause = thrown;
              while (!(cause instanceof SuppressRestartsException)) {
                cause = cause.getCause();
                assertThat(cause).as("%s", thrown).isNotNull();
              }
              assertThat(cause.getCause())
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageStartingWith(WORDS);
            });
  }
}
