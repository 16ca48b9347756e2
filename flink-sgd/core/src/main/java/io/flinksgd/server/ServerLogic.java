// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.message.Message;
import io.flinksgd.spec.TrainingSpec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * One server of the loop, without Flink: receives the workers' messages in the order of each
 * worker's channel, and sends answers. Owned by one thread.
 */
public final class ServerLogic {
  private final ServerState state;
  private final RoundProtocol rounds;
  private final Protocol protocol;
  private final HeardWorkers heard;

  /**
   * A server at the start of an epoch: no view is in use, no round is open, every worker takes
   * part.
   *
   * @param server its number
   * @param workers number of workers
   * @param epoch restored checkpoint + 1
   * @param spec the policy, and how much of a change is taken
   * @param parameters its part of the model
   * @param out where answers go; a message's arrays are borrowed until it returns
   */
  public ServerLogic(
      int server,
      int workers,
      long epoch,
      TrainingSpec spec,
      Parameters parameters,
      Consumer<Message> out) {
    this.state = new ServerState(server, workers, epoch, spec, parameters, out);
    this.heard = new HeardWorkers(workers);
    this.rounds = new RoundProtocol(state);
    this.protocol = spec.consistency().rounds() ? rounds : new ImmediateProtocol(state);
  }

  /** Handles one message of a worker. */
  public void receive(Message message) {
    if (message instanceof Message.CheckpointToken token) {
      for (int w = 0; w < state.members.workers(); w++) {
        state.send(new Message.CheckpointToken(w, state.epoch, token.worker(), token.checkpoint()));
      }
    } else if (message instanceof Message.Resume resume) {
      for (int w = 0; w < state.members.workers(); w++) {
        state.send(new Message.Resume(w, state.epoch, state.server, resume.checkpoint()));
      }
    } else if (message instanceof Message.Hello hello) {
      state.send(new Message.Hello(hello.worker(), state.epoch, hello.worker(), hello.place()));
    } else if (message.epoch() != state.epoch) {
      // the loop's edges are drained at every barrier, so a message never outlives its epoch
      throw new IllegalStateException(
          "message must be of epoch " + state.epoch + ": epoch=" + message.epoch());
    } else if (message instanceof Message.Step step) {
      heard.of(step.worker());
      protocol.step(step.worker(), state.decoded(step.push()), step.pull());
    } else if (message instanceof Message.Join join) {
      heard.of(join.worker());
      protocol.join(join.worker(), join.number());
    } else if (message instanceof Message.ConfirmShare fits) {
      heard.of(fits.worker());
      protocol.fits(fits.worker(), fits.change());
    } else if (message instanceof Message.Leave leave) {
      protocol.leave(leave.worker());
    } else if (message instanceof Message.Wait wait) {
      heard.of(wait.worker());
      protocol.await(wait.worker());
    } else if (message instanceof Message.Ask ask) {
      heard.of(ask.worker());
      state.send(standing(ask));
    } else {
      throw new IllegalArgumentException(
          "message must be a worker's: " + message.getClass().getSimpleName());
    }
  }

  private Message.Standing standing(Message.Ask ask) {
    BitSet waitsFor = protocol.waitsFor(ask.worker());
    return new Message.Standing(
        ask.worker(),
        state.epoch,
        state.server,
        ask.question(),
        new Message.Versions(state.version, protocol.watermark()),
        new Message.WaitsFor(waitsFor, heard.silent(ask.worker(), waitsFor)));
  }

  /** Pushes that a checkpoint must keep because they are not in the parameters yet. */
  public List<Contribution> open() {
    return protocol.open();
  }

  /**
   * Closes a restored round with the pushes that it had; what had not come will be pushed again.
   * Their examples are among those that the parameters were restored with.
   */
  public void close(List<Contribution> restored) {
    rounds.restore(new ArrayList<>(restored));
  }

  /** Updates applied since the epoch began. */
  public long version() {
    return state.version;
  }

  /** The most updates that a view lacked when its push was applied, since the epoch began. */
  public long stalenessMax() {
    return state.stalest();
  }

  /** The view watermark: the least version of the views in use. Never goes back. */
  public long watermark() {
    return protocol.watermark();
  }

  /** Workers that take part. */
  public int members() {
    return state.members.size();
  }

  /** Pushes of which only a part was applied, because they would have changed too much. */
  public long clipped() {
    return state.norms.clipped();
  }
}
