// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.consistency.ServerProgress;
import io.flinksgd.consistency.Share;
import io.flinksgd.layout.Coordinates;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Pull;
import io.flinksgd.message.View;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** What one server says to workers. Owned by the server's thread. */
final class ServerSender {
  private final int server;
  private final long epoch;
  private final ServerState state;
  private final ServerCodecs codecs;
  private final Consumer<Message> out;

  /**
   * Nothing is said yet.
   *
   * @param server who it is
   * @param out where messages go; their arrays are borrowed until it returns
   */
  ServerSender(
      int server, long epoch, ServerState state, ServerCodecs codecs, Consumer<Message> out) {
    this.server = server;
    this.epoch = epoch;
    this.state = state;
    this.codecs = codecs;
    this.out = out;
  }

  /** Answers {@code pull} with the parameters as they are now. */
  void reply(int worker, Pull pull, long watermark, int latePushes) {
    ServerProgress progress = progress(worker, watermark);
    Parameters parameters = state.parameters();
    Coordinates coordinates = pull.coordinates();
    float[] values = parameters.gather(coordinates);
    int count = coordinates.count() * parameters.viewStride();
    Payload payload = codecs.view(coordinates, values, count);
    long version = state.version().current();
    View view = new View(pull.id(), version, parameters.examples(), latePushes, payload);
    out.accept(
        new Message.Reply(worker, epoch, server, view, progress, state.staleness().take(worker)));
  }

  /** Tells {@code worker} where the watermark and the membership are. */
  void advance(int worker, long watermark) {
    out.accept(new Message.Advance(worker, epoch, server, progress(worker, watermark)));
  }

  private ServerProgress progress(int worker, long watermark) {
    int divisor = state.members().tell(worker);
    return new ServerProgress(
        state.version().lastPush(worker),
        watermark,
        new Share(state.members().change(), divisor, state.members().size()));
  }

  /** Tells {@code worker} that its {@code number}-th join has come through. */
  void admit(int worker, long number) {
    out.accept(new Message.Admit(worker, epoch, server, number));
  }

  /** Answers a question. */
  void standing(Message.Ask ask, long watermark, Message.WaitsFor waitsFor) {
    Message.Versions versions = new Message.Versions(state.version().current(), watermark);
    out.accept(
        new Message.Standing(ask.worker(), epoch, server, ask.question(), versions, waitsFor));
  }

  /** Sends the end of the loop of {@code hello}'s worker its first message. */
  void forward(Message.Hello hello) {
    out.accept(new Message.Hello(hello.worker(), epoch, hello.worker(), hello.place()));
  }

  /** Sends {@code token} to every worker. */
  void forward(Message.CheckpointToken token) {
    toAll(w -> new Message.CheckpointToken(w, epoch, token.worker(), token.checkpoint()));
  }

  /** Sends {@code resume} to every worker. */
  void forward(Message.Resume resume) {
    toAll(w -> new Message.Resume(w, epoch, server, resume.checkpoint()));
  }

  private void toAll(IntFunction<Message> message) {
    for (int w = 0; w < state.members().workers(); w++) {
      out.accept(message.apply(w));
    }
  }
}
