// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.message;

import io.flinksgd.consistency.ServerProgress;
import io.flinksgd.evaluation.ProgressiveLoss;
import java.util.BitSet;

/**
 * What travels in the loop, from workers to servers and back. Arrays in a message are borrowed from
 * the sender until the message has been written; a receiver owns what it has read.
 */
public sealed interface Message {

  /** Who receives it: the number of a server if a worker sends it, and of a worker otherwise. */
  int target();

  /**
   * The sender's epoch: the number of the restored checkpoint plus one. No checkpoint holds what
   * travels from servers to workers, so a worker ignores what comes from another epoch.
   */
  long epoch();

  /** What a worker has learned, and what it needs for its next batch. Either may be missing. */
  record Step(int target, long epoch, int worker, Push push, Pull pull) implements Message {}

  /**
   * A worker that has left for lack of examples takes part again.
   *
   * @param number how often it has joined
   */
  record Join(int target, long epoch, int worker, long number) implements Message {}

  /** A worker is idle or has finished: its views are dropped and nobody waits for it. */
  record Leave(int target, long epoch, int worker) implements Message {}

  /**
   * A worker whose share of the bound is used up drops its views and asks to be told when the
   * watermark moves.
   */
  record Wait(int target, long epoch, int worker) implements Message {}

  /**
   * Sent ahead of a worker's checkpoint barrier and forwarded by the server to every worker: from
   * here on, messages of {@code worker} may be held back until the receiver's own barrier has
   * passed.
   */
  record CheckpointToken(int target, long epoch, int worker, long checkpoint) implements Message {}

  /**
   * Follows a {@link CheckpointToken} whose checkpoint was aborted; that it arrives shows that
   * nothing is held back any more.
   */
  record Resume(int target, long epoch, int worker, long checkpoint) implements Message {}

  /**
   * The first message of a worker, forwarded by the server to the end of the worker's loop, which
   * must be at the same place.
   */
  record Hello(int target, long epoch, int worker, String place) implements Message {}

  /**
   * A worker keeps to the share that it was given: what views may lack of it is within that share,
   * and it starts no step that would take it beyond.
   *
   * @param membershipChange the change of membership that the share follows from
   */
  record ConfirmShare(int target, long epoch, int worker, long membershipChange)
      implements Message {}

  /**
   * A server's answer to a pull.
   *
   * @param server who answers
   * @param view what was asked for
   * @param progress where server and worker stand
   * @param staleness of the worker's earlier pushes
   */
  record Reply(
      int target, long epoch, int server, View view, ServerProgress progress, Staleness staleness)
      implements Message {}

  /**
   * A worker that has joined takes part: there is room for its share of the bound; or, in rounds,
   * its last push is part of the open round, so that it knows the newest view there is.
   *
   * @param number the number of the join
   */
  record Admit(int target, long epoch, int server, long number) implements Message {}

  /**
   * What the evaluation says of the model ahead of a checkpoint barrier, to each server.
   *
   * @param publish whether what the model has become may be published
   * @param loss of exactly the examples that workers learned from before the barrier
   */
  record Verdict(int target, long epoch, boolean publish, ProgressiveLoss loss)
      implements Message {}

  /**
   * A worker that has taken no step for a while asks where a server stands.
   *
   * @param question how often it has asked
   */
  record Ask(int target, long epoch, int worker, long question) implements Message {}

  /**
   * Where a server stands, as it answers {@link Ask}.
   *
   * @param question the number of the question
   * @param versions how far it has come
   * @param waitsFor whom the one that asks waits for
   */
  record Standing(
      int target, long epoch, int server, long question, Versions versions, WaitsFor waitsFor)
      implements Message {}

  /** Tells a worker that the view watermark or the membership has moved. */
  record Advance(int target, long epoch, int server, ServerProgress progress) implements Message {}

  /**
   * How far a server has come.
   *
   * @param newest updates that it has applied
   * @param watermark the least version of the views in use
   */
  record Versions(long newest, long watermark) {}

  /**
   * Workers that must do something before another one can go on.
   *
   * @param workers all of them
   * @param silent those of them that the server has not heard of since the question before
   */
  record WaitsFor(BitSet workers, BitSet silent) {}
}
