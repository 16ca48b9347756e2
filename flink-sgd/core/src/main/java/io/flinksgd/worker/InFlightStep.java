// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import io.flinksgd.message.Update;
import io.flinksgd.message.UsedView;
import io.flinksgd.message.View;
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
  private float[] seen = UsedView.NO_SAMPLE;
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
    seen = UsedView.NO_SAMPLE;
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
    View part = reply.view();
    if (part.pull() != pull || complete()) {
      return false;
    }
    int server = reply.server();
    int first = coordinates.from(server);
    int needed = (coordinates.from(server + 1) - first) * viewStride;
    Payload.Plain values = codecs.decode(part.payload(), needed, first);
    if (values.count() != needed) {
      throw new IllegalStateException(
          "reply must hold " + needed + " floats: count=" + values.count() + " server=" + server);
    }
    System.arraycopy(values.values(), values.from(), view, first * viewStride, needed);
    arrived.set(server);
    answered[server] = pull;
    version[server] = part.version();
    examples = Math.max(examples, part.examples());
    members = Math.max(members, reply.progress().share().members());
    missing = Math.max(missing, part.latePushes());
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
    float[] sample = seen.length == 0 ? seen : Arrays.copyOfRange(seen, first, end);
    return new Push(
        id,
        new UsedView(answered[server], version[server], sample),
        batch.size(),
        weight,
        normLimit(server, clip),
        new Update(coordinates.of(server), codecs.encode(change, first, end, pushStride)));
  }

  /**
   * A server's part of the clip, by its part of the change's norm: the squares of all parts add up
   * to the square of the whole. A tenth is divided evenly, because an optimizer may move a server's
   * parameters by more than the worker could see.
   */
  private double normLimit(int server, double clip) {
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
