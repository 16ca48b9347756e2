// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import io.flinksgd.spec.TrainingSpec;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A step of a worker that has been pulled but not computed: its batch and its view as it arrives.
 */
final class InFlightStep {
  private final int servers;
  private final int viewStride;
  private final int pushStride;
  private final ServerPartition coordinates;
  private final long[] answered;
  private final long[] version;
  private final BitSet arrived = new BitSet();
  private MiniBatch batch;
  private long pull;
  private long examples;
  private int members;
  private int missing;
  private float[] seen = Push.UNSEEN;
  private float[] view = new float[1024];
  private float[] change = new float[1024];

  InFlightStep(Layout layout, boolean all, int viewStride, int pushStride) {
    this.servers = layout.servers();
    this.viewStride = viewStride;
    this.pushStride = pushStride;
    this.coordinates = new ServerPartition(layout, all);
    this.answered = new long[servers];
    this.version = new long[servers];
  }

  /** Takes up {@code batch}. */
  void begin(MiniBatch batch) {
    this.batch = batch;
    seen = Push.UNSEEN;
    coordinates.begin(batch);
    view = room(view, coordinates.count() * viewStride);
    change = room(change, coordinates.count() * pushStride);
  }

  private static float[] room(float[] array, int needed) {
    return array.length >= needed ? array : new float[Math.max(needed, array.length * 2)];
  }

  /** The view is asked for as {@code pull}; answers to earlier pulls no longer count. */
  void pulled(long pull) {
    this.pull = pull;
    arrived.clear();
    members = 1;
    missing = 0;
    examples = 0;
  }

  /** The view will not be computed on; it has to be pulled afresh. */
  void dropped() {
    pulled(-1);
  }

  Pull pullOf(int server) {
    return new Pull(pull, coordinates.of(server));
  }

  /** Takes in an answer; returns whether it was to this step's pull. */
  boolean answer(Message.Reply reply, Codecs codecs) {
    if (reply.pull() != pull || complete()) {
      return false;
    }
    int server = reply.server();
    int needed = (coordinates.from(server + 1) - coordinates.from(server)) * viewStride;
    if (reply.encoded().length > 0) {
      float[] values = codecs.decode(reply.encoded(), needed, coordinates.from(server));
      System.arraycopy(values, 0, view, coordinates.from(server) * viewStride, needed);
    } else if (reply.count() != needed) {
      throw new IllegalStateException(
          "reply must hold " + needed + " floats: count=" + reply.count() + " server=" + server);
    } else {
      int at = coordinates.from(server) * viewStride;
      System.arraycopy(reply.values(), reply.from(), view, at, needed);
    }
    arrived.set(server);
    answered[server] = pull;
    version[server] = reply.version();
    examples = Math.max(examples, reply.examples());
    members = Math.max(members, reply.progress().members());
    missing = Math.max(missing, reply.missing());
    return true;
  }

  /** Whether the whole view has arrived. */
  boolean complete() {
    return arrived.cardinality() == servers;
  }

  /** Whether {@code server} has answered. */
  boolean arrived(int server) {
    return arrived.get(server);
  }

  /** The view's part of {@code server} is not the answer but stands in for it. */
  void standsIn(int server, long pull, long version, int members, long examples) {
    this.answered[server] = pull;
    this.version[server] = version;
    this.members = Math.max(this.members, members);
    this.examples = Math.max(this.examples, examples);
  }

  /** The pull that the view is asked for with. */
  long pull() {
    return pull;
  }

  /**
   * Has the push carry the weights of the view, in ascending order of coordinates; returns them.
   */
  float[] sample(TrainingSpec spec) {
    seen = new float[coordinates.count()];
    for (int k = 0; k < seen.length; k++) {
      seen[k] =
          spec.localSteps() ? spec.optimizer().weight(view, k * viewStride) : view[k * viewStride];
    }
    return seen;
  }

  /**
   * Learns from the batch on the view; what is pushed is then in {@link #change}.
   *
   * @return the examples that the model would have diverged by
   */
  List<Rejected> learn(Learner learner, float[] score, Learner.Ready ready) {
    return learner.learn(batch, view, coordinates.count(), examples, change, score, ready);
  }

  /** The first server whose part of the push begins at {@code from} or behind it. */
  int firstServer(int from) {
    int server = servers;
    while (server > 0 && coordinates.from(server - 1) >= from) {
      server--;
    }
    return server;
  }

  /**
   * The part of the push that is for {@code server}.
   *
   * @param clip the norm by which the whole push may change the parameters
   */
  Push pushOf(int server, long id, float weight, double clip, Codecs codecs) {
    int first = coordinates.from(server);
    int end = coordinates.from(server + 1);
    byte[] encoded = codecs.encode(change, first, end);
    return new Push(
        id,
        answered[server],
        version[server],
        batch.size(),
        weight,
        coordinates.of(server),
        change,
        first * pushStride,
        encoded.length > 0 ? 0 : (end - first) * pushStride,
        allowance(server, clip),
        seen.length == 0 ? seen : Arrays.copyOfRange(seen, first, end),
        encoded);
  }

  /**
   * A server's part of the clip, by its part of the change's norm: the squares of all parts add up
   * to the square of the whole. A tenth is divided evenly, because an optimizer may move a server's
   * parameters by more than the worker could see.
   */
  private double allowance(int server, double clip) {
    if (Double.isInfinite(clip) || servers == 1) {
      return clip;
    }
    double all = squared(0, coordinates.count());
    double own = squared(coordinates.from(server), coordinates.from(server + 1));
    double even = 1.0 / servers;
    return clip * Math.sqrt(all == 0 ? even : 0.9 * own / all + 0.1 * even);
  }

  private double squared(int first, int end) {
    double sum = 0;
    for (int k = first * pushStride; k < end * pushStride; k += pushStride) {
      sum += (double) change[k] * change[k];
    }
    return sum;
  }

  MiniBatch batch() {
    return batch;
  }

  float[] view() {
    return view;
  }

  float[] change() {
    return change;
  }

  int coordinates() {
    return coordinates.count();
  }

  /** Servers at which the batch has coordinates. */
  int touched() {
    int touched = 0;
    for (int s = 0; s < servers; s++) {
      touched += coordinates.from(s + 1) > coordinates.from(s) ? 1 : 0;
    }
    return touched;
  }

  /** Examples that the model had learned from when it answered. */
  long examples() {
    return examples;
  }

  /** Pushes of other workers that the round before the view lacked. */
  int missing() {
    return missing;
  }

  /** Workers that took part when the servers answered. */
  int members() {
    return members;
  }
}
