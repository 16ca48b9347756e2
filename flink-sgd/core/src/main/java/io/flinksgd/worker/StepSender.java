// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.evaluation.Traffic;
import io.flinksgd.message.Message;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * What a worker sends to the servers. The last server comes first: its coordinates are the last
 * layers of a network, whose gradients are the first to be ready, and every worker keeps to the
 * same order.
 */
final class StepSender {
  private final int worker;
  private final long epoch;
  private final int servers;
  private final Consumer<Message> out;
  private Traffic traffic = new Traffic();

  /** The step that is being sent, and how many servers have not been sent their part. */
  private IntFunction<Push> push;

  private IntFunction<Pull> pull;
  private Supplier<IntFunction<Pull>> pulls;
  private int unsent;

  /** Sends by {@code out}, which has written a message when it returns. */
  StepSender(int worker, long epoch, int servers, Consumer<Message> out) {
    this.worker = worker;
    this.epoch = epoch;
    this.servers = servers;
    this.out = out;
  }

  /**
   * Begins to send a step, whose parts {@link #sendDownTo} sends.
   *
   * @param push the part that is for a server; asked when it is sent
   * @param pull what to ask for with it; asked for when the first part is sent
   */
  void begin(IntFunction<Push> push, Supplier<IntFunction<Pull>> pull) {
    this.push = push;
    this.pull = null;
    this.pulls = pull;
    unsent = servers;
  }

  /** Sends the parts that are for {@code server} and later ones and have not been sent. */
  void sendDownTo(int server) {
    while (unsent > server) {
      if (pull == null) {
        pull = pulls.get();
      }
      unsent--;
      out.accept(
          new Message.Step(unsent, epoch, worker, counted(push.apply(unsent)), pull.apply(unsent)));
    }
  }

  /** A step that pulls and has nothing to push. */
  void pull(IntFunction<Pull> next) {
    begin(server -> Push.NONE, () -> next);
    sendDownTo(0);
  }

  /** Asks to be told when the watermark moves; no view is in use. */
  void await() {
    toAll(server -> new Message.Wait(server, epoch, worker));
  }

  /** Takes part again, for the {@code number}-th time. */
  void join(long number) {
    toAll(server -> new Message.Join(server, epoch, worker, number));
  }

  /** Takes no part from now on. */
  void leave() {
    toAll(server -> new Message.Leave(server, epoch, worker));
  }

  /** Asks where each server stands. */
  void ask(long question) {
    toAll(server -> new Message.Ask(server, epoch, worker, question));
  }

  /** The worker keeps to the share that {@code server} gave with {@code change}. */
  void confirmShare(int server, long change) {
    out.accept(new Message.ConfirmShare(server, epoch, worker, change));
  }

  private Push counted(Push push) {
    traffic.pushed(push.update().payload().bytes());
    return push;
  }

  private void toAll(IntFunction<Message> message) {
    for (int server = servers - 1; server >= 0; server--) {
      out.accept(message.apply(server));
    }
  }

  int worker() {
    return worker;
  }

  int servers() {
    return servers;
  }

  /** What has travelled since the last {@link #takeTraffic}. */
  Traffic traffic() {
    return traffic;
  }

  /** What travelled since this was asked last. */
  Traffic takeTraffic() {
    Traffic taken = traffic;
    traffic = new Traffic();
    return taken;
  }
}
