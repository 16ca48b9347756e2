// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.evaluation.Traffic;
import io.flinksgd.layout.Coordinates;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import io.flinksgd.message.Update;
import io.flinksgd.message.UsedView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Worker 4 and three servers. */
final class StepSenderTest {
  private final List<Message> sent = new ArrayList<>();
  private final StepSender sender = new StepSender(4, 7, 3, sent::add);

  @Test
  void usageExample() {
    sender.begin(server -> push(server, 10 + server), () -> server -> pull(20 + server));
    assertThat(sent).as("nothing before it is ready").isEmpty();
    sender.sendDownTo(2);
    assertThat(sent).containsExactly(step(2, push(2, 12), pull(22)));
    sent.clear();
    sender.sendDownTo(0);
    assertThat(sent)
        .as("the rest, the last server first")
        .containsExactly(step(1, push(1, 11), pull(21)), step(0, push(0, 10), pull(20)));
  }

  @Test
  void aPartIsSentOnce() {
    sender.begin(server -> push(server, 1), () -> server -> Pull.NONE);
    sender.sendDownTo(3);
    assertThat(sent).isEmpty();
    sender.sendDownTo(1);
    sender.sendDownTo(2);
    sender.sendDownTo(1);
    assertThat(targets()).containsExactly(2, 1);
    sender.sendDownTo(0);
    sender.sendDownTo(0);
    assertThat(targets()).containsExactly(2, 1, 0);
  }

  /** Only then it is known whether there is another batch. */
  @Test
  void whatToPullIsAskedForOnceWhenTheFirstPartIsSent() {
    int[] asked = {0};
    sender.begin(
        server -> push(server, 1),
        () -> {
          asked[0]++;
          return server -> pull(5);
        });
    assertThat(asked[0]).isZero();
    sender.sendDownTo(2);
    sender.sendDownTo(0);
    assertThat(asked[0]).isEqualTo(1);
  }

  @Test
  void aPullAloneIsAStepWithoutAPush() {
    sender.pull(server -> pull(30 + server));
    assertThat(sent)
        .containsExactly(
            step(2, Push.NONE, pull(32)),
            step(1, Push.NONE, pull(31)),
            step(0, Push.NONE, pull(30)));
  }

  @Test
  void whatAllServersAreToldTheyAreToldInTheSameOrder() {
    sender.join(2);
    sender.await();
    sender.leave();
    sender.ask(9);
    List<Message> expected = new ArrayList<>();
    for (int s = 2; s >= 0; s--) {
      expected.add(new Message.Join(s, 7, 4, 2));
    }
    for (int s = 2; s >= 0; s--) {
      expected.add(new Message.Wait(s, 7, 4));
    }
    for (int s = 2; s >= 0; s--) {
      expected.add(new Message.Leave(s, 7, 4));
    }
    for (int s = 2; s >= 0; s--) {
      expected.add(new Message.Ask(s, 7, 4, 9));
    }
    assertThat(sent).containsExactlyElementsOf(expected);
  }

  @Test
  void aShareIsConfirmedToOneServer() {
    sender.confirmShare(1, 6);
    assertThat(sent).containsExactly(new Message.ConfirmShare(1, 7, 4, 6));
  }

  @Test
  void pushedBytesAreCountedUntilTheyAreTaken() {
    sender.begin(server -> push(server, 1), () -> server -> Pull.NONE);
    sender.sendDownTo(0);
    sender.traffic().pulled(5);
    sender.traffic().stepped();
    Traffic taken = sender.takeTraffic();
    assertThat(taken.pushedBytes()).as("a float to each server").isEqualTo(12);
    assertThat(taken.pulledBytes()).isEqualTo(5);
    assertThat(taken.bytesPerStep()).isEqualTo(17);
    assertThat(sender.takeTraffic()).as("counted anew").isEqualTo(new Traffic());
  }

  private List<Integer> targets() {
    return sent.stream().map(Message::target).toList();
  }

  private static Message.Step step(int server, Push push, Pull pull) {
    return new Message.Step(server, 7, 4, push, pull);
  }

  /** Equal pushes share their array. */
  private static final float[] VALUES = {1f};

  private static Push push(int server, long id) {
    Update update = new Update(new Coordinates.Range(server, 1), new Payload.Plain(VALUES, 0, 1));
    return new Push(id, new UsedView(1, 1), 1, 1f, update);
  }

  private static Pull pull(long id) {
    return new Pull(id, Coordinates.NONE);
  }
}
