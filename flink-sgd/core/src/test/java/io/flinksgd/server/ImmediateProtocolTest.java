// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.consistency.AppliedPush;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.consistency.ServerProgress;
import io.flinksgd.consistency.Share;
import io.flinksgd.layout.Coordinates;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import io.flinksgd.message.Update;
import io.flinksgd.message.UsedView;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.optimizer.Sgd;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server and the versions it gives; parameters do not matter. */
final class ImmediateProtocolTest {
  private final List<String> sent = new ArrayList<>();
  private final ServerLogic server =
      new ServerLogic(
          0,
          3,
          1,
          TrainingSpec.of(LogisticRegression.sparse(16))
              .consistency(Consistency.boundedDelay(2))
              .pushWeight(PushWeight.SINGLE),
          new Parameters(
              new Layout(1, 16, 1, 1), 0, Sgd.of(1.0), true, 1, new int[0], new NoPages()),
          message -> sent.add(text(message)));

  private record NoPages() implements Pages {
    @Override
    public float[] read(int page) {
      throw new IllegalStateException("no page is asked for: page=" + page);
    }

    @Override
    public float[] write(int page) {
      return read(page);
    }
  }

  @Test
  void usageExample() {
    pull(0, 1);
    answers("0: pull 1 at 0, pushed 0 at 0, watermark 0, missed 0, members 3");
    push(0, 1, 1, 0);
    answers();
    assertThat(server.version()).isEqualTo(1);
    pull(1, 1);
    answers("1: pull 1 at 1, pushed 0 at 0, watermark 1, missed 0, members 3");
    assertThat(server.open()).isEmpty();
  }

  @Test
  void aViewInUseHoldsTheWatermarkUntilItsPush() {
    pull(0, 1);
    pull(1, 1);
    push(1, 1, 1, 0);
    sent.clear();
    pull(1, 2);
    answers("1: pull 2 at 1, pushed 1 at 1, watermark 0, missed 0, members 3");
    push(0, 1, 1, 0);
    pull(0, 2);
    answers("0: pull 2 at 2, pushed 1 at 2, watermark 1, missed 1, members 3");
    push(0, 2, 2, 2);
    pull(0, 3);
    answers("0: pull 3 at 3, pushed 2 at 3, watermark 1, missed 0, members 3");
    assertThat(server.stalenessMax()).isEqualTo(1);
  }

  @Test
  void pushAndPullInOneMessageReleaseTheOldViewFirst() {
    pull(0, 1);
    sent.clear();
    server.receive(new Message.Step(0, 1, 0, push(1, 1, 0), new Pull(2, Coordinates.NONE)));
    answers("0: pull 2 at 1, pushed 1 at 1, watermark 1, missed 0, members 3");
  }

  @Test
  void whoWaitsIsToldWheneverTheWatermarkMoves() {
    pull(0, 1);
    pull(1, 1);
    push(1, 1, 1, 0);
    sent.clear();
    server.receive(new Message.Wait(0, 1, 1));
    answers("1: pushed 1 at 1, watermark 0");
    pull(2, 1);
    answers("2: pull 1 at 1, pushed 0 at 0, watermark 0, missed 0, members 3");
    push(0, 1, 1, 0);
    answers("1: pushed 1 at 1, watermark 1");
    push(2, 1, 1, 1);
    answers("1: pushed 1 at 1, watermark 3");
  }

  @Test
  void whoPullsAgainOrLeavesIsNotTold() {
    server.receive(new Message.Wait(0, 1, 0));
    server.receive(new Message.Wait(0, 1, 1));
    sent.clear();
    pull(0, 1);
    server.receive(new Message.Leave(0, 1, 1));
    sent.clear();
    push(0, 1, 1, 0);
    answers();
  }

  @Test
  void aWorkerThatWaitsHoldsNobodyBack() {
    pull(0, 1);
    pull(1, 1);
    push(1, 1, 1, 0);
    server.receive(new Message.Wait(0, 1, 1));
    sent.clear();
    server.receive(new Message.Wait(0, 1, 0));
    answers("1: pushed 1 at 1, watermark 1", "0: pushed 0 at 0, watermark 1");
  }

  @Test
  void aWorkerThatLeavesIsNoMemberAndHoldsNobodyBack() {
    pull(0, 1);
    pull(1, 1);
    push(1, 1, 1, 0);
    sent.clear();
    server.receive(new Message.Leave(0, 1, 0));
    answers();
    pull(1, 2);
    answers("1: pull 2 at 1, pushed 1 at 1, watermark 1, missed 0, members 2");
    server.receive(new Message.Join(0, 1, 0, 1));
    pull(0, 2);
    answers("0: pull 2 at 1, pushed 0 at 0, watermark 1, missed 0, members 3");
  }

  @Test
  void tokensAndResumesGoToEveryWorker() {
    server.receive(new Message.CheckpointToken(0, 9, 1, 7));
    answers("0: token 7 of worker 1", "1: token 7 of worker 1", "2: token 7 of worker 1");
    server.receive(new Message.Resume(0, 9, 1, 7));
    answers("0: resume 7 of server 0", "1: resume 7 of server 0", "2: resume 7 of server 0");
  }

  @Test
  void messagesOfAnotherEpochOrOfServersAreRefused() {
    assertThatThrownBy(() -> server.receive(new Message.Join(0, 2, 1, 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("message must be of epoch 1: epoch=2");
    assertThatThrownBy(
            () ->
                server.receive(
                    new Message.Advance(
                        0,
                        1,
                        0,
                        new ServerProgress(new AppliedPush(0, 0, 0), 0, new Share(0, 0, 0)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("message must be a worker's: Advance");
    answers();
  }

  private void pull(int worker, long id) {
    server.receive(new Message.Step(0, 1, worker, Push.NONE, new Pull(id, Coordinates.NONE)));
  }

  private void push(int worker, long id, long pull, long view) {
    server.receive(new Message.Step(0, 1, worker, push(id, pull, view), Pull.NONE));
  }

  private static Push push(long id, long pull, long view) {
    return new Push(id, new UsedView(pull, view), 1, 1f, Update.NONE);
  }

  private static String text(Message message) {
    if (message instanceof Message.Reply r) {
      return "%d: pull %d at %d, pushed %d at %d, watermark %d, missed %d, members %d"
          .formatted(
              r.target(),
              r.view().pull(),
              r.view().version(),
              r.progress().lastPush().id(),
              r.progress().lastPush().version(),
              r.progress().watermark(),
              r.staleness().updates(),
              r.progress().share().members());
    } else if (message instanceof Message.Advance a) {
      return "%d: pushed %d at %d, watermark %d"
          .formatted(
              a.target(),
              a.progress().lastPush().id(),
              a.progress().lastPush().version(),
              a.progress().watermark());
    } else if (message instanceof Message.CheckpointToken t) {
      return "%d: token %d of worker %d".formatted(t.target(), t.checkpoint(), t.worker());
    }
    Message.Resume r = (Message.Resume) message;
    return "%d: resume %d of server %d".formatted(r.target(), r.checkpoint(), r.worker());
  }

  /** These and no others since the last time. */
  private void answers(String... expected) {
    assertThat(sent).containsExactly(expected);
    sent.clear();
  }
}
