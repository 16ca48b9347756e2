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
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.prediction.PartialView;
import java.util.Arrays;
import java.util.List;

/**
 * A step of a worker: a batch, its coordinates by server, its view as it arrives, and the change
 * that comes of it. Reused for one batch after the other.
 */
final class InFlightStep {
  private static final int FIRST_FLOATS = 1024;

  private final int servers;
  private final int viewStride;
  private final int pushStride;
  private final ServerPartition partition;
  private final PartialView view;
  private MiniBatch batch;
  private float[] sample = UsedView.NO_SAMPLE;
  private float[] change = new float[FIRST_FLOATS];

  /**
   * A step without a batch.
   *
   * @param all whether views are of all coordinates
   * @param viewStride floats of a view for each coordinate
   * @param pushStride floats of a change for each coordinate
   */
  InFlightStep(Layout layout, boolean all, int viewStride, int pushStride) {
    this.servers = layout.servers();
    this.viewStride = viewStride;
    this.pushStride = pushStride;
    this.partition = new ServerPartition(layout, all);
    this.view = new PartialView(servers, viewStride);
  }

  /** Begins with {@code next}, whose view is asked for as {@code pull}. */
  void begin(MiniBatch next, long pull) {
    batch = next;
    sample = UsedView.NO_SAMPLE;
    partition.begin(next);
    view.resize(partition.count());
    view.pulled(pull);
    int needed = partition.count() * pushStride;
    if (change.length < needed) {
      change = new float[Math.max(needed, change.length * 2)];
    }
  }

  Pull pullOf(int server) {
    return new Pull(view.pull(), partition.of(server));
  }

  /**
   * Takes in an answer.
   *
   * @return whether it was to this step's pull
   * @throws IllegalStateException if it does not have a view's floats for each coordinate
   */
  boolean answered(Message.Reply reply, Codecs codecs) {
    if (reply.view().pull() != view.pull() || view.complete()) {
      return false;
    }
    int server = reply.server();
    int first = partition.from(server);
    int needed = (partition.from(server + 1) - first) * viewStride;
    Payload.Plain floats = codecs.decode(reply.view().payload(), needed, first);
    if (floats.count() != needed) {
      throw new IllegalStateException(
          "reply must hold " + needed + " floats: count=" + floats.count() + " server=" + server);
    }
    view.take(reply, floats, first);
    return true;
  }

  /**
   * Has the push carry the weights of the view, in ascending order of coordinates; returns them.
   *
   * @param states whether the view holds the optimizer's states, which local steps need
   */
  float[] sample(Optimizer optimizer, boolean states) {
    float[] values = view.values();
    sample = new float[partition.count()];
    for (int k = 0; k < sample.length; k++) {
      sample[k] = states ? optimizer.weight(values, k * viewStride) : values[k * viewStride];
    }
    return sample;
  }

  /**
   * Learns from the batch on the view; what is pushed is then in {@link #change}.
   *
   * @return the examples that the model would have diverged by
   */
  List<Rejected> learn(Learner learner, float[] score, Learner.Ready ready) {
    return learner.learn(
        batch, view.values(), view.coordinates(), view.examples(), change, score, ready);
  }

  /** The first server whose part of the push begins at {@code from} or behind it. */
  int firstServer(int from) {
    int server = servers;
    while (server > 0 && partition.from(server - 1) >= from) {
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
    int first = partition.from(server);
    int end = partition.from(server + 1);
    float[] part = sample.length == 0 ? sample : Arrays.copyOfRange(sample, first, end);
    return new Push(
        id,
        new UsedView(view.answered(server), view.version(server), part),
        batch.size(),
        weight,
        normLimit(server, clip),
        new Update(partition.of(server), codecs.encode(change, first, end, pushStride)));
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
    double all = squared(0, partition.count());
    double own = squared(partition.from(server), partition.from(server + 1));
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

  /** Servers at which the batch has coordinates. */
  int touchedServers() {
    int touched = 0;
    for (int s = 0; s < servers; s++) {
      touched += partition.from(s + 1) > partition.from(s) ? 1 : 0;
    }
    return touched;
  }

  MiniBatch batch() {
    return batch;
  }

  PartialView view() {
    return view;
  }

  float[] change() {
    return change;
  }
}
