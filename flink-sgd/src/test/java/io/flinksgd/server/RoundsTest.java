package io.flinksgd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.TrainingSpec.PushWeight;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.message.Coordinates;
import io.flinksgd.message.Message;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import io.flinksgd.model.Layout;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.optimizer.Sgd;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server with one coordinate, whose weight falls by what is pushed. */
final class RoundsTest {
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
    server.receive(new Message.Join(0, 1, 1));
    server.receive(step(1, Push.NONE, 1));
    assertReply(1, 1, 0, 0f);
    server.receive(step(0, push(1, 10, 1f), 2));
    assertNothing();
    server.receive(step(1, push(1, 10, 1f), 0));
    assertReply(0, 2, 1, -1f);
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
    Push nothing = new Push(1, 1, 0, 10, 1f, Coordinates.NONE, new float[0], 0, 0);
    server.close(
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
    Parameters parameters = new Parameters(layout, 0, halving, false, pages());
    ServerLogic server = server(2, PushWeight.PARALLEL, parameters);
    parameters.examples(20);
    server.close(
        List.of(new Contribution(0, push(1, 10, 1f)), new Contribution(0, push(1, 10, 1f))));
    assertThat(page).containsExactly(-0.5f);
    assertThat(parameters.examples()).isEqualTo(20);
  }

  @Test
  void aRoundHasOneRate() {
    Layout layout = new Layout(1, 16, 1, 1);
    Optimizer halving = Optimizers.parse("sgd:rate=1,decay=exponential,half-life=10");
    Parameters parameters = new Parameters(layout, 0, halving, false, pages());
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

  private ServerLogic server(int workers, PushWeight weight) {
    Layout layout = new Layout(1, 16, 1, 1);
    return server(workers, weight, new Parameters(layout, 0, Sgd.of(1.0), false, pages()));
  }

  private ServerLogic server(int workers, PushWeight weight, Parameters parameters) {
    return new ServerLogic(
        0,
        workers,
        1,
        Consistency.synchronous(),
        weight,
        true,
        parameters,
        message -> sent.add(copied(message)));
  }

  /** The values are borrowed. */
  private static Message copied(Message message) {
    Message.Reply r = (Message.Reply) message;
    return new Message.Reply(
        r.target(),
        r.epoch(),
        r.server(),
        r.pull(),
        r.version(),
        r.pushed(),
        r.pushedAt(),
        r.watermark(),
        r.staleness(),
        r.members(),
        r.examples(),
        r.values().clone(),
        0,
        r.count());
  }

  private static Message step(int worker, Push push, long pull) {
    return new Message.Step(0, 1, worker, push, pull == 0 ? Pull.NONE : new Pull(pull, FIRST));
  }

  private static Push push(long id, int examples, float gradient) {
    return new Push(id, id, 0, examples, 1f, FIRST, new float[] {gradient}, 0, 1);
  }

  private void assertReply(int worker, long pull, long version, float weight) {
    assertThat(sent).isNotEmpty();
    Message.Reply reply = (Message.Reply) sent.remove(0);
    assertThat(reply.target()).isEqualTo(worker);
    assertThat(reply.pull()).isEqualTo(pull);
    assertThat(reply.version()).isEqualTo(version);
    assertThat(reply.watermark()).isEqualTo(version);
    assertThat(reply.values()[0]).isEqualTo(weight);
  }

  private void assertNothing() {
    assertThat(sent).isEmpty();
  }
}
