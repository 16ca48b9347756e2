// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.consistency.AppliedPush;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.consistency.ServerProgress;
import io.flinksgd.consistency.Share;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Gap;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Staleness;
import io.flinksgd.message.View;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.testing.Formats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** One worker, one server, batches of two examples of one feature each. */
final class WorkerLogicTest {
  private static final Layout LAYOUT = new Layout(17, 16, 1, 1);

  private final List<String> done = new ArrayList<>();

  private final WorkerEffects effects =
      new WorkerEffects() {
        @Override
        public void send(Message message) {
          done.add(text(message));
        }

        @Override
        public void learned(MiniBatch batch, float[] score, float[] probabilities) {
          done.add("learned " + batch.size());
        }

        @Override
        public void rejected(Rejected rejected) {
          done.add("rejected " + rejected.origin().offset());
        }

        @Override
        public void gap(double gap, double bound, double rate) {
          done.add("gap " + gap + " of " + bound);
        }

        @Override
        public void staleness(long updates) {
          done.add("missed " + updates);
        }
      };

  @Test
  void usageExample() {
    WorkerLogic worker = worker(Consistency.asynchronous(), 1);
    feed(worker, 1);
    did();
    feed(worker, 1);
    did("pull 1");
    feed(worker, 2);
    did();
    assertThat(worker.ready()).isEqualTo(1);
    reply(worker, 1, 0, 0, 0);
    did("learned 2", "push 1 of pull 1, pull 2");
    reply(worker, 2, 1, 1, 1);
    did("learned 2", "push 2 of pull 2");
    assertThat(worker.done()).isTrue();
    assertThat(worker.statistics().steps()).isEqualTo(2);
  }

  @Test
  void anExampleByWhichTheModelWouldDivergeIsRejectedAndNotLearned() {
    WorkerLogic worker = worker(Consistency.asynchronous(), 1);
    float[][] values = {{1e30f}, {1f}, {1e30f}, {-1e30f}};
    for (int e = 0; e < values.length; e++) {
      Features features = new Features.Sparse(new int[] {0}, values[e]);
      worker.accept(new Example(1f, 1f, features, 0, "", new Origin("t", 0, e)));
    }
    did("pull 1");
    reply(worker, 1, 0, 0, 0);
    did("learned 1", "rejected 0", "push 1 of pull 1, pull 2");
    reply(worker, 2, 1, 1, 1);
    // none is left, but a round may wait for the push
    did("learned 0", "rejected 2", "rejected 3", "push 2 of pull 2");
    assertThat(worker.done()).isTrue();
  }

  @Test
  void twoStepsInFlightPullBeforeTheFirstIsPushed() {
    WorkerLogic worker = worker(Consistency.asynchronous(), 2);
    feed(worker, 6);
    did("pull 1", "pull 2");
    reply(worker, 1, 0, 0, 0);
    did("learned 2", "push 1 of pull 1, pull 3");
    reply(worker, 2, 0, 0, 0);
    did("learned 2", "push 2 of pull 2");
  }

  @Test
  void overBudgetItDropsItsViewsWaitsAndPullsAfresh() {
    WorkerLogic worker = worker(Consistency.boundedDelay(1), 1);
    feed(worker, 4);
    reply(worker, 1, 0, 0, 0);
    did("pull 1", "learned 2", "push 1 of pull 1, pull 2");
    reply(worker, 2, 1, 1, 0); // some other view still lacks push 1
    did("wait");
    assertThat(worker.statistics().waits()).isEqualTo(1);
    advance(worker, 1, 0);
    did();
    advance(worker, 1, 1);
    did("pull 3");
    reply(worker, 2, 1, 1, 1); // late: of the view that was dropped
    did();
    reply(worker, 3, 1, 1, 1);
    did("learned 2", "push 2 of pull 3");
  }

  @Test
  void answersToDroppedPullsDoNotMakeItWaitAgain() {
    WorkerLogic worker = worker(Consistency.boundedDelay(1), 2);
    feed(worker, 6);
    reply(worker, 1, 0, 0, 0);
    did("pull 1", "pull 2", "learned 2", "push 1 of pull 1, pull 3");
    reply(worker, 2, 0, 0, 0);
    did("wait");
    reply(worker, 3, 1, 1, 0);
    did();
    advance(worker, 1, 1);
    did("pull 4", "pull 5");
  }

  @Test
  void ticksCloseAnOldBatchAndLeaveWhenThereIsNothingToDo() {
    WorkerLogic worker = worker(Consistency.asynchronous(), 1);
    feed(worker, 1);
    worker.tick();
    did();
    worker.tick();
    did("pull 1");
    reply(worker, 1, 0, 0, 0);
    did("learned 1", "push 1 of pull 1");
    worker.tick();
    did();
    worker.tick();
    did("leave");
    worker.tick();
    did();
    feed(worker, 2);
    did("join", "pull 2");
  }

  @Test
  void theBacklogIsWhatNoPushContainsOldestFirst() throws IOException {
    WorkerLogic worker = worker(Consistency.asynchronous(), 1);
    feed(worker, 5);
    assertThat(worker.state().backlog().stream().map(MiniBatch::size)).containsExactly(2, 2, 1);
    reply(worker, 1, 0, 0, 0);
    List<MiniBatch> backlog = worker.state().backlog();
    assertThat(backlog.stream().map(MiniBatch::size)).containsExactly(2, 1);
    done.clear();
    WorkerLogic next = worker(Consistency.asynchronous(), 1);
    for (MiniBatch batch : backlog) {
      MiniBatch read = Formats.roundTrip(new MiniBatchFormat(), batch);
      next.restore(new WorkerState(List.of(read), List.of()));
    }
    did();
    next.begin();
    did("pull 1");
    reply(next, 1, 0, 0, 0);
    did("learned 2", "push 1 of pull 1, pull 2");
    reply(next, 2, 1, 1, 1);
    did("learned 1", "push 2 of pull 2");
    feed(next, 6);
    did("pull 3");
    reply(next, 3, 2, 2, 2);
    did("learned 2", "push 3 of pull 3, pull 4");
    assertThat(next.state().backlog()).hasSize(2);
  }

  @Test
  void atTheEndItPassesTheGateAsAGuest() {
    WorkerLogic worker = worker(Consistency.boundedDelay(1), 1);
    feed(worker, 6);
    reply(worker, 1, 0, 0, 0);
    reply(worker, 2, 1, 1, 0);
    done.clear();
    worker.neverWait();
    did("leave", "pull 3");
    worker.neverWait();
    did();
    reply(worker, 3, 1, 1, 0);
    did("learned 2", "push 2 of pull 3, pull 4");
    reply(worker, 4, 2, 2, 2);
    did("learned 2", "push 3 of pull 4");
    assertThat(worker.statistics().ungatedSteps()).isEqualTo(1);
    assertThat(worker.done()).isTrue();
  }

  @Test
  void whenTheInputEndsItLeavesAfterTheLastBatch() {
    WorkerLogic worker = worker(Consistency.asynchronous(), 1);
    feed(worker, 3);
    did("pull 1");
    worker.endInput();
    did();
    reply(worker, 1, 0, 0, 0);
    did("learned 2", "push 1 of pull 1, pull 2");
    assertThat(worker.away()).isFalse();
    reply(worker, 2, 1, 1, 1);
    did("learned 1", "push 2 of pull 2", "leave");
    assertThat(worker.away()).isTrue();
    assertThat(worker.state()).isEqualTo(WorkerState.EMPTY);
  }

  @Test
  void withoutExamplesItLeavesAtOnce() {
    WorkerLogic worker = worker(Consistency.boundedDelay(1), 1);
    worker.endInput();
    did("leave");
    worker.neverWait();
    did();
  }

  /** Its share of a bound is in use until no view in use lacks its last push. */
  @Test
  void whenTheInputEndsItWaitsUntilItsPushesAreCovered() {
    WorkerLogic worker = worker(Consistency.elasticGap(1), 1);
    feed(worker, 2);
    did("pull 1");
    worker.endInput();
    reply(worker, 1, 0, 0, 0);
    did("learned 2", "push 1 of pull 1", "wait");
    assertThat(worker.away()).isFalse();
    advance(worker, 1, 0);
    did();
    advance(worker, 1, 1);
    did("leave");
    assertThat(worker.away()).isTrue();
  }

  @Test
  void itDoesNotWaitForThatWhenItMustNot() {
    WorkerLogic worker = worker(Consistency.elasticGap(1), 1);
    feed(worker, 2);
    worker.endInput();
    reply(worker, 1, 0, 0, 0);
    done.clear();
    worker.neverWait();
    did("leave");
    assertThat(worker.away()).isTrue();
  }

  @Test
  void feedbackOfAnotherEpochIsIgnored() {
    WorkerLogic worker = worker(Consistency.asynchronous(), 1);
    feed(worker, 2);
    did("pull 1");
    Message.Reply of = reply(1, 0, 0, 0, 5, 2);
    worker.receive(new Message.Reply(4, 2, 0, of.view(), of.progress(), of.staleness()));
    did();
  }

  @Test
  void aMessageThatIsNotForAWorkerIsRefused() {
    WorkerLogic worker = worker(Consistency.asynchronous(), 1);
    for (Message other :
        List.of(
            new Message.Wait(4, 1, 4),
            new Message.Hello(4, 1, 4, "place"),
            new Message.CheckpointToken(4, 1, 4, 1))) {
      assertThatThrownBy(() -> worker.receive(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("message must be for a worker: " + other.getClass().getSimpleName());
    }
    did();
  }

  @Test
  void reportsWhatTheServerSawItMiss() {
    WorkerLogic worker = worker(Consistency.asynchronous(), 1);
    feed(worker, 2);
    did("pull 1");
    worker.receive(reply(1, 0, 0, 0, 5, 2));
    did("missed 5", "learned 2", "push 1 of pull 1");
  }

  @Test
  void aReplyOfAnotherSizeIsRefused() {
    WorkerLogic worker = worker(Consistency.asynchronous(), 1);
    feed(worker, 2);
    assertThatThrownBy(() -> worker.receive(reply(1, 0, 0, 0, 0, 3)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("reply must hold 2 floats: count=3 server=0");
  }

  private WorkerLogic worker(Consistency policy, int depth) {
    TrainingSpec spec =
        TrainingSpec.of(LogisticRegression.sparse(16))
            .consistency(policy)
            .pipelineDepth(depth)
            .batch(2);
    return new WorkerLogic(4, 5, 1, spec, LAYOUT, effects);
  }

  /** Each example has the feature 3 and the intercept. */
  private static void feed(WorkerLogic worker, int examples) {
    for (int i = 0; i < examples; i++) {
      worker.accept(Example.of(1f, Features.Sparse.ofOnes(new int[] {3})));
    }
  }

  private static void reply(
      WorkerLogic worker, long pull, long pushed, long pushedAt, long watermark) {
    worker.receive(reply(pull, pushed, pushedAt, watermark, 0, 2));
  }

  private static Message.Reply reply(
      long pull, long pushed, long pushedAt, long watermark, long missed, int count) {
    ServerProgress clock =
        new ServerProgress(
            new AppliedPush(pushed, pushedAt, Double.NaN), watermark, new Share(0, 1, 1));
    return new Message.Reply(
        4,
        1,
        0,
        new View(pull, 0, 0, 0, new Payload.Plain(new float[count], 0, count)),
        clock,
        new Staleness(missed, Gap.NONE));
  }

  private static void advance(WorkerLogic worker, long pushed, long watermark) {
    worker.receive(
        new Message.Advance(
            4,
            1,
            0,
            new ServerProgress(
                new AppliedPush(pushed, pushed, Double.NaN), watermark, new Share(0, 1, 1))));
  }

  private static String text(Message message) {
    assertThat(message.target()).isZero();
    assertThat(message.epoch()).isEqualTo(1);
    if (message instanceof Message.Step step) {
      List<String> parts = new ArrayList<>();
      if (step.push().present()) {
        parts.add("push " + step.push().id() + " of pull " + step.push().view().pull());
      }
      if (step.pull().present()) {
        assertThat(step.pull().coordinates().count()).isEqualTo(2);
        parts.add("pull " + step.pull().id());
      }
      return String.join(", ", parts);
    }
    return message.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** This and nothing else since the last time. */
  private void did(String... expected) {
    assertThat(done).containsExactly(expected);
    done.clear();
  }
}
