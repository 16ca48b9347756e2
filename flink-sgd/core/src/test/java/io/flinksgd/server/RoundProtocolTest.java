// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.layout.Coordinates;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Gap;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import io.flinksgd.message.Update;
import io.flinksgd.message.UsedView;
import io.flinksgd.message.View;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.optimizer.Sgd;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server with one coordinate, whose weight falls by what is pushed. */
final class RoundProtocolTest {
  private static final Coordinates FIRST = new Coordinates.Range(0, 1);

  private final float[] page = new float[1];
  private final List<Message> sent = new ArrayList<>();

  @Test
  void usageExample() {
    ServerLogic server = server(2, PushWeight.PARALLEL);
    server.receive(step(0, Push.NONE, 1));
    assertReply(0, 1, 0, 0f);
    server.receive(step(1, Push.NONE, 1));
    assertReply(1, 1, 0, 0f);
    server.receive(step(0, push(1, 10, 1f), 2));
    assertNothing();
    assertThat(server.open()).hasSize(1);
    server.receive(step(1, push(1, 30, 2f), 2));
    assertReply(0, 2, 1, -1.75f);
    assertReply(1, 2, 1, -1.75f);
    assertThat(server.open()).isEmpty();
    assertThat(server.version()).isEqualTo(1);
  }

  @Test
  void aWorkerThatLeavesClosesTheRoundOfTheOthers() {
    ServerLogic server = server(2, PushWeight.PARALLEL);
    server.receive(step(0, push(1, 10, 1f), 2));
    assertNothing();
    server.receive(new Message.Leave(0, 1, 1));
    assertReply(0, 2, 1, -1f);
  }

  @Test
  void aWorkerThatLeavesAfterItsPushIsStillPartOfTheRound() {
    ServerLogic server = server(2, PushWeight.PARALLEL);
    server.receive(step(0, push(1, 10, 1f), 0));
    server.receive(new Message.Leave(0, 1, 0));
    assertNothing();
    server.receive(step(1, push(1, 10, 3f), 2));
    assertReply(1, 2, 1, -2f);
  }

  @Test
  void aWorkerThatJoinsIsAnsweredAtOnceAndWaitedFor() {
    ServerLogic server = server(2, PushWeight.PARALLEL);
    server.receive(new Message.Leave(0, 1, 1));
    server.receive(new Message.Join(0, 1, 1, 1));
    server.receive(step(1, Push.NONE, 1));
    assertReply(1, 1, 0, 0f);
    server.receive(step(0, push(1, 10, 1f), 2));
    assertNothing();
    server.receive(step(1, push(1, 10, 1f), 0));
    assertReply(0, 2, 1, -1f);
  }

  @Test
  void aPushThatComesBeforeItsRoundIsKeptUntilThen() {
    ServerLogic server = server(2, Consistency.blockScheduler(0), PushWeight.PARALLEL);
    server.receive(step(0, push(1, 10, 1f), 2));
    server.receive(step(0, push(2, 10, 5f), 3));
    assertNothing();
    assertThat(server.open()).hasSize(2);
    server.receive(step(1, push(1, 10, 3f), 2));
    assertReply(0, 2, 1, -2f);
    assertReply(1, 2, 1, -2f);
    assertThat(server.open()).as("of the next round").hasSize(1);
    server.receive(step(1, at(1, push(2, 10, 5f)), 0));
    assertReply(0, 3, 2, -7f);
    assertThat(server.stalenessMax()).isEqualTo(1);
  }

  @Test
  void whatWasAheadIsARoundOfItsOwnWhenItIsRestored() {
    ServerLogic server = server(2, Consistency.blockScheduler(0), PushWeight.PARALLEL);
    server.restore(
        List.of(
            new Contribution(0, push(2, 10, 5f)),
            new Contribution(1, push(1, 10, 3f)),
            new Contribution(0, push(1, 10, 1f))));
    assertThat(page[0]).as("1 and 3, then a half of 5").isEqualTo(-4.5f);
  }

  @Test
  void whoLeavesAheadOfARoundAndComesBackIsToldWhenItsRoundIsOpen() {
    ServerLogic server = server(2, Consistency.blockScheduler(0), PushWeight.PARALLEL);
    server.receive(step(0, push(1, 10, 1f), 2));
    server.receive(step(0, push(2, 10, 5f), 0));
    server.receive(new Message.Leave(0, 1, 0));
    server.receive(new Message.Join(0, 1, 0, 1));
    server.receive(step(0, Push.NONE, 3));
    assertNothing();
    server.receive(step(1, push(1, 10, 3f), 2));
    assertReply(0, 2, 1, -2f);
    assertReply(1, 2, 1, -2f);
    assertThat(sent.remove(0)).isEqualTo(new Message.Admit(0, 1, 0, 1));
    server.receive(step(1, at(1, push(2, 10, 7f)), 3));
    assertReply(0, 3, 2, -8f);
    assertReply(1, 3, 2, -8f);
  }

  @Test
  void aWorkerIsAtMostOneRoundAhead() {
    ServerLogic server = server(2, Consistency.blockScheduler(0), PushWeight.PARALLEL);
    server.receive(step(0, push(1, 10, 1f), 2));
    server.receive(step(0, push(2, 10, 5f), 3));
    assertThatThrownBy(() -> server.receive(step(0, push(3, 10, 5f), 4)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("worker must be at most one round ahead: worker=0 pushes=2,3");
  }

  @Test
  void severalPushesOfOneGuestAreEachTheirShareOfTheMean() {
    ServerLogic server = server(2, PushWeight.PARALLEL);
    server.receive(new Message.Leave(0, 1, 1));
    server.receive(step(1, push(1, 10, 1f), 2));
    // no member has pushed yet, and the only one is waited for
    assertReply(1, 2, 0, 0f);
    server.receive(step(1, push(2, 10, 1f), 0));
    assertNothing();
    server.receive(step(0, push(1, 20, 1f), 2));
    assertReply(0, 2, 1, -1f);
  }

  @Test
  void singleWeightTakesEveryPushInFull() {
    ServerLogic server = server(2, PushWeight.SINGLE);
    server.receive(step(0, push(1, 10, 1f), 0));
    server.receive(step(1, push(1, 30, 2f), 2));
    assertReply(1, 2, 1, -3f);
  }

  @Test
  void partsOfOnePushCountOnceWhenTheRoundIsRestored() {
    ServerLogic server = server(2, PushWeight.PARALLEL);
    Push nothing = new Push(1, new UsedView(1, 0), 10, 1f, Update.NONE);
    server.restore(
        List.of(
            new Contribution(1, push(1, 10, 1f)),
            new Contribution(0, push(1, 10, 3f)),
            new Contribution(1, nothing),
            new Contribution(0, nothing)));
    assertNothing();
    assertThat(page).containsExactly(-2f);
    assertThat(server.version()).isZero();
  }

  @Test
  void aRestoredRoundIsAppliedAtTheRateOfTheRestoredCount() {
    Layout layout = new Layout(1, 16, 1, 1);
    Optimizer halving = Optimizers.parse("sgd:rate=1,decay=exponential,half-life=10");
    Parameters parameters =
        new Parameters(layout, 0, halving, false, layout.dimension(), new int[0], pages());
    ServerLogic server = server(2, PushWeight.PARALLEL, parameters);
    parameters.examples(20);
    server.restore(
        List.of(new Contribution(0, push(1, 10, 1f)), new Contribution(1, push(1, 10, 1f))));
    assertThat(page).containsExactly(-0.25f);
    assertThat(parameters.examples()).isEqualTo(20);
  }

  @Test
  void aRoundHasOneRate() {
    Layout layout = new Layout(1, 16, 1, 1);
    Optimizer halving = Optimizers.parse("sgd:rate=1,decay=exponential,half-life=10");
    Parameters parameters =
        new Parameters(layout, 0, halving, false, layout.dimension(), new int[0], pages());
    ServerLogic server = server(2, PushWeight.PARALLEL, parameters);
    server.receive(step(0, push(1, 10, 1f), 0));
    server.receive(step(1, push(1, 10, 1f), 2));
    assertReply(1, 2, 1, -0.25f);
    assertThat(parameters.examples()).isEqualTo(20);
  }

  @Test
  void aWorkerMustNotWait() {
    ServerLogic server = server(2, PushWeight.PARALLEL);
    assertThatThrownBy(() -> server.receive(new Message.Wait(0, 1, 1)))
        .hasMessage("a worker must not wait for a watermark in rounds: worker=1");
  }

  private Pages pages() {
    return new Pages() {
      @Override
      public float[] read(int number) {
        return page;
      }

      @Override
      public float[] write(int number) {
        return page;
      }
    };
  }

  @Test
  void aQuorumClosesWithoutTheLastAndTakesItsPushIntoTheNextRound() {
    ServerLogic server = server(3, Consistency.quorum(1), PushWeight.PARALLEL);
    for (int worker = 0; worker < 3; worker++) {
      server.receive(step(worker, Push.NONE, 1));
      assertReply(worker, 1, 0, 0f);
    }
    server.receive(step(0, push(1, 10, 3f), 2));
    assertNothing();
    server.receive(step(1, push(1, 10, 3f), 2));
    assertReply(0, 2, 1, -2f);
    assertReply(1, 2, 1, -2f);
    server.receive(step(2, push(1, 10, 6f), 2));
    assertReply(2, 2, 1, -2f); // late: its own change is not in yet
    assertThat(server.stalenessMax()).isEqualTo(1);
    server.receive(step(0, at(1, push(2, 10, 0f)), 3));
    assertNothing();
    server.receive(step(1, at(1, push(2, 10, 0f)), 3));
    assertReply(0, 3, 2, -4f);
    assertReply(1, 3, 2, -4f);
    assertThat(server.open()).isEmpty();
  }

  @Test
  void anAnswerSaysHowManyPushesItsVersionLacks() {
    ServerLogic server = server(3, Consistency.quorum(2), PushWeight.PARALLEL);
    for (int worker = 0; worker < 3; worker++) {
      server.receive(step(worker, Push.NONE, 1));
    }
    sent.clear();
    server.receive(step(0, push(1, 10, 3f), 2));
    assertThat(((Message.Reply) sent.get(0)).view().latePushes()).isEqualTo(2);
    sent.clear();
    server.receive(step(0, at(1, push(2, 10, 3f)), 3));
    assertThat(((Message.Reply) sent.get(0)).view().latePushes()).isEqualTo(2);
  }

  @Test
  void theSchedulerWaitsForItsShareOfTheNorm() {
    ServerLogic server = server(3, Consistency.elasticScheduler(0.6), PushWeight.PARALLEL);
    for (int worker = 0; worker < 3; worker++) {
      server.receive(step(worker, Push.NONE, 1));
    }
    sent.clear();
    server.receive(step(0, push(1, 10, 6f), 2));
    assertNothing();
    server.receive(step(1, push(1, 10, 0.5f), 2));
    // 6.5 of at most 12.5
    assertNothing();
    server.receive(step(2, push(1, 10, 0.5f), 2));
    assertThat(sent).hasSize(3);
    sent.clear();
    server.receive(step(0, at(1, push(2, 10, 6f)), 3));
    server.receive(step(1, at(1, push(2, 10, 5f)), 3));
    // 11 of at most 17
    assertThat(sent).hasSize(2);
  }

  @Test
  void theGapOfARoundIsWhatItsViewsLacked() {
    ServerLogic server = server(3, Consistency.quorum(1), PushWeight.PARALLEL);
    for (int worker = 0; worker < 3; worker++) {
      server.receive(step(worker, Push.NONE, 1));
    }
    server.receive(step(0, push(1, 10, 3f), 2));
    server.receive(step(1, push(1, 10, 3f), 2));
    sent.clear();
    server.receive(step(0, seen(push(2, 10, 0f), 1, -2f), 3));
    server.receive(step(1, at(1, push(2, 10, 0f)), 3));
    assertThat(sent).allMatch(m -> ((Message.Reply) m).staleness().gap().equals(Gap.NONE));
    server.receive(step(2, push(1, 10, 6f), 2));
    server.receive(step(0, at(2, push(3, 10, 0f)), 4));
    sent.clear();
    server.receive(step(1, at(2, push(3, 10, 0f)), 4));
    assertThat(((Message.Reply) sent.get(0)).staleness().gap()).isEqualTo(new Gap(2, 4, 4));
  }

  @Test
  void aSynchronousViewHasNoGap() {
    ServerLogic server = server(2, PushWeight.PARALLEL);
    server.receive(step(0, seen(push(1, 10, 1f), 0, 0f), 2));
    server.receive(step(1, push(1, 10, 3f), 2));
    assertThat(((Message.Reply) sent.get(0)).staleness().gap()).isEqualTo(new Gap(1, 0, 0));
  }

  private ServerLogic server(int workers, PushWeight weight) {
    return server(workers, Consistency.synchronous(), weight);
  }

  private ServerLogic server(int workers, Consistency policy, PushWeight weight) {
    Layout layout = new Layout(1, 16, 1, 1);
    Parameters parameters =
        new Parameters(layout, 0, Sgd.of(1.0), false, layout.dimension(), new int[0], pages());
    return server(workers, policy, weight, parameters);
  }

  private ServerLogic server(int workers, PushWeight weight, Parameters parameters) {
    return server(workers, Consistency.synchronous(), weight, parameters);
  }

  private ServerLogic server(
      int workers, Consistency policy, PushWeight weight, Parameters parameters) {
    TrainingSpec spec =
        TrainingSpec.of(LogisticRegression.sparse(16))
            .optimizer(Sgd.of(1.0))
            .consistency(policy)
            .pushWeight(weight)
            .localSteps(false);
    return new ServerLogic(0, workers, 1, spec, parameters, message -> sent.add(copied(message)));
  }

  /** The values are borrowed. */
  private static Message copied(Message message) {
    if (!(message instanceof Message.Reply r)) {
      return message;
    }
    View view = r.view();
    Payload.Plain values = (Payload.Plain) view.payload();
    Payload copy =
        Payload.Plain.of(
            Arrays.copyOfRange(values.values(), values.from(), values.from() + values.count()));
    return new Message.Reply(
        r.target(),
        r.epoch(),
        r.server(),
        new View(view.pull(), view.version(), view.examples(), view.latePushes(), copy),
        r.progress(),
        r.staleness());
  }

  private static Message step(int worker, Push push, long pull) {
    return new Message.Step(0, 1, worker, push, pull == 0 ? Pull.NONE : new Pull(pull, FIRST));
  }

  private static Push push(long id, int examples, float gradient) {
    return new Push(
        id, new UsedView(id, 0), examples, 1f, new Update(FIRST, Payload.Plain.of(gradient)));
  }

  /** The push as computed on version {@code view}. */
  private static Push at(long view, Push push) {
    return seen(push, view, new float[0]);
  }

  /** The push as a sample that was computed on {@code weight} of version {@code view}. */
  private static Push seen(Push push, long view, float weight) {
    return seen(push, view, new float[] {weight});
  }

  private static Push seen(Push push, long view, float[] weights) {
    return new Push(
        push.id(),
        new UsedView(push.view().pull(), view, weights),
        push.examples(),
        1f,
        push.update());
  }

  private void assertReply(int worker, long pull, long version, float weight) {
    assertThat(sent).isNotEmpty();
    Message.Reply reply = (Message.Reply) sent.remove(0);
    assertThat(reply.target()).isEqualTo(worker);
    assertThat(reply.view().pull()).isEqualTo(pull);
    assertThat(reply.view().version()).isEqualTo(version);
    assertThat(reply.progress().watermark()).isEqualTo(version);
    assertThat(((Payload.Plain) reply.view().payload()).values()).containsExactly(weight);
  }

  private void assertNothing() {
    assertThat(sent).isEmpty();
  }
}
