// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.codec.DenseCodec;
import io.flinksgd.layout.Coordinates;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Push;
import io.flinksgd.model.Model.Weights;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.spec.TrainingSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Takes the exact distance {@code ||x - v||} of every push from outside of the protocol, which a
 * simulation can: it sees the views as they are given and the model as it is about to change.
 */
final class GapMeter {
  private final int servers;
  private final Optimizer optimizer;
  private final boolean states;
  private final DenseCodec codec;
  private final Distances distances;
  private final List<Deque<View>> views = new ArrayList<>();
  private final List<Deque<Partial>> partials = new ArrayList<>();
  private double[] before = new double[64];

  /** Weights as they came, or as bytes of the codec, whose coordinates the push says. */
  private record View(long pull, Payload payload) {}

  private static final class Partial {
    final long push;
    double gap;
    double step;
    int servers;

    Partial(long push) {
      this.push = push;
    }
  }

  /** Of {@code workers} and {@code servers} that train by {@code spec}. */
  GapMeter(int workers, int servers, TrainingSpec spec, Distances distances) {
    this.servers = servers;
    this.optimizer = spec.optimizer();
    this.states = spec.localSteps(); // then a view holds all that the optimizer keeps
    this.codec = new DenseCodec(spec.encoding().viewCodec(), spec.model().trainable(), 0);
    this.distances = distances;
    for (int i = 0; i < workers * servers; i++) {
      views.add(new ArrayDeque<>(2));
    }
    for (int w = 0; w < workers; w++) {
      partials.add(new ArrayDeque<>(2));
    }
  }

  /** A server gives a view. */
  void given(Message.Reply reply) {
    Payload payload = reply.view().payload();
    Payload weights = payload instanceof Payload.Plain plain ? weights(plain) : payload;
    views
        .get(reply.target() * servers + reply.server())
        .addLast(new View(reply.view().pull(), weights));
  }

  /** A copy: what a message holds is borrowed. */
  private Payload weights(Payload.Plain plain) {
    int stride = states ? optimizer.stride() : 1;
    float[] weight = new float[plain.count() / stride];
    for (int k = 0; k < weight.length; k++) {
      int at = plain.from() + k * stride;
      weight[k] = states ? optimizer.weight(plain.values(), at) : plain.values()[at];
    }
    return Payload.Plain.of(weight);
  }

  /** {@code push} has arrived and is about to be applied. */
  void arrived(int server, int worker, Push push, Weights model) {
    View view = view(server, worker, push);
    Coordinates coordinates = push.update().coordinates();
    int count = coordinates.count();
    float[] weight =
        view.payload instanceof Payload.Encoded encoded
            ? codec.decode(encoded.encoded(), count, coordinates.at(0))
            : ((Payload.Plain) view.payload).values();
    if (before.length < count) {
      before = new double[count * 2];
    }
    double sum = 0;
    for (int k = 0; k < count; k++) {
      before[k] = model.at(coordinates.at(k));
      double off = before[k] - weight[k];
      sum += off * off;
    }
    partial(worker, push).gap += sum;
  }

  private View view(int server, int worker, Push push) {
    Deque<View> given = views.get(worker * servers + server);
    while (given.getFirst().pull != push.view().pull()) {
      given.removeFirst(); // dropped by its worker, or used
    }
    return given.getFirst(); // it may stand in for the next one, too
  }

  private Partial partial(int worker, Push push) {
    for (Partial each : partials.get(worker)) {
      if (each.push == push.id()) {
        return each;
      }
    }
    Partial fresh = new Partial(push.id());
    partials.get(worker).addLast(fresh);
    return fresh;
  }

  /**
   * {@code push} has been handled; returns the gap over all servers, or NaN if some are missing.
   */
  double handled(int worker, Push push, Weights model) {
    Coordinates coordinates = push.update().coordinates();
    Partial partial = partial(worker, push);
    for (int k = 0; k < coordinates.count(); k++) {
      double moved = model.at(coordinates.at(k)) - before[k];
      partial.step += moved * moved;
    }
    if (++partial.servers < servers) {
      return Double.NaN;
    }
    partials.get(worker).remove(partial);
    double gap = Math.sqrt(partial.gap);
    distances.add(gap, Math.sqrt(partial.step));
    return gap;
  }
}
