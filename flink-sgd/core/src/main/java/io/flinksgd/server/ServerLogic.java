// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.message.Message;
import io.flinksgd.spec.TrainingSpec;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * One server of the loop, without Flink: receives the workers' messages in the order of each
 * worker's channel, and sends answers. Owned by one thread.
 */
public final class ServerLogic {
  private final long epoch;
  private final ServerState state;
  private final ServerCodecs codecs;
  private final ServerSender sender;
  private final NormClipper clipper;
  private final RoundUpdate rounds;
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
    this.epoch = epoch;
    this.state = ServerState.atStart(spec, parameters, workers);
    this.codecs = new ServerCodecs(spec);
    this.sender = new ServerSender(server, epoch, state, codecs, out);
    this.clipper = new NormClipper(parameters);
    this.heard = new HeardWorkers(workers);
    LatePushes latePushes = new LatePushes(state, spec.consistency().missingParts().lag());
    this.rounds = new RoundUpdate(state, latePushes, spec);
    this.protocol =
        spec.consistency().rounds()
            ? new RoundProtocol(state, rounds, latePushes, sender, spec)
            : new ImmediateProtocol(state, new PushUpdate(state, clipper), sender);
  }

  /**
   * Handles one message of a worker.
   *
   * @throws IllegalStateException if it is of another epoch, or one that the protocol has no use
   *     for
   * @throws IllegalArgumentException if workers do not send such a message
   */
  public void receive(Message message) {
    if (message instanceof Message.CheckpointToken token) {
      sender.forward(token);
    } else if (message instanceof Message.Resume resume) {
      sender.forward(resume);
    } else if (message instanceof Message.Hello hello) {
      sender.forward(hello);
    } else if (message.epoch() != epoch) {
      // the loop's edges are empty at every barrier, so a message never outlives its epoch
      throw new IllegalStateException(
          "message must be of epoch " + epoch + ": epoch=" + message.epoch());
    } else if (message instanceof Message.Step step) {
      heard.of(step.worker());
      protocol.step(step.worker(), codecs.decoded(step.push()), step.pull());
    } else if (message instanceof Message.Join join) {
      heard.of(join.worker());
      protocol.join(join.worker(), join.number());
    } else if (message instanceof Message.Leave leave) {
      protocol.leave(leave.worker());
    } else if (message instanceof Message.ConfirmShare confirm) {
      heard.of(confirm.worker());
      immediate("there are no shares in rounds", confirm.worker())
          .confirmShare(confirm.worker(), confirm.membershipChange());
    } else if (message instanceof Message.Wait wait) {
      heard.of(wait.worker());
      immediate("a worker must not wait for a watermark in rounds", wait.worker())
          .await(wait.worker());
    } else if (message instanceof Message.Ask ask) {
      heard.of(ask.worker());
      BitSet waitsFor = protocol.waitsFor(ask.worker());
      BitSet silent = heard.silent(ask.worker(), waitsFor);
      sender.standing(ask, protocol.watermark(), new Message.WaitsFor(waitsFor, silent));
    } else {
      throw new IllegalArgumentException(
          "message must be a worker's: " + message.getClass().getSimpleName());
    }
  }

  /** The protocol, of which alone workers may want what follows. */
  private ImmediateProtocol immediate(String rule, int worker) {
    if (protocol instanceof ImmediateProtocol immediate) {
      return immediate;
    }
    throw new IllegalStateException(rule + ": worker=" + worker);
  }

  /** Pushes that a checkpoint must keep because they are not in the parameters yet. */
  public List<Contribution> open() {
    return protocol instanceof RoundProtocol round ? round.open() : List.of();
  }

  /**
   * Applies the pushes that a restored round had, whatever the protocol is now; what had not come
   * will be pushed again. Their examples are among those that the parameters were restored with.
   */
  public void restore(List<Contribution> open) {
    rounds.restore(open);
  }

  /** Updates applied since the epoch began. */
  public long version() {
    return state.version().current();
  }

  /** The most updates that a view lacked when its push was applied, since the epoch began. */
  public long stalenessMax() {
    return state.staleness().mostMissedUpdates();
  }

  /** The view watermark: the least version of the views in use. Never goes back. */
  public long watermark() {
    return protocol.watermark();
  }

  /** Workers that take part. */
  public int members() {
    return state.members().size();
  }

  /** Pushes of which only a part was applied, because they would have changed too much. */
  public long clippedPushes() {
    return clipper.clippedPushes();
  }
}
