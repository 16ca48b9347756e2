// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.optimizer.Optimizer;
import java.util.Arrays;

/**
 * Learns by the layers of a {@link Network}. The last layers' gradients are ready first, and may be
 * sent before those of the first are known: when the scores are within their limits, and the last
 * step's whole gradient was far below its own. If a later part breaks the limit all the same, it is
 * pushed as zeros, and counted, since no example can be taken out of what has been sent.
 */
final class NetworkLearner extends DenseLearner {
  /** Far below any limit, and far above what networks that learn have. */
  private static final float CALM = 0x1p20f;

  private final GraphCache graphs;
  private final int classes;
  private final Limits limits;
  private float[] probabilities = {};
  private boolean calm = true;
  private long leftOut;

  NetworkLearner(Network network, Optimizer optimizer) {
    super(false);
    this.graphs = new GraphCache(network);
    this.classes = network.classes();
    this.limits = new Limits(optimizer);
  }

  @Override
  void load(float[] view) {
    graphs.variables().load(view);
  }

  @Override
  String attempt(MiniBatch batch, float[] push, float[] score, Ready ready) {
    Graph graph = graphs.of(batch.size());
    graph.put(0, batch.value, 0, batch.entries());
    if (probabilities.length < batch.size() * classes) {
      probabilities = new float[batch.size() * classes];
    }
    String broken = limits.ofScores(graph.forward(batch.label, batch.weight, score, probabilities));
    if (broken != null) {
      return broken;
    }
    Parts parts = new Parts(push, calm ? ready : LATER);
    graph.backward(parts);
    calm = parts.largest <= CALM;
    broken = limits.ofGradient(parts.largest);
    leftOut += parts.leftOut;
    return parts.sent ? null : broken;
  }

  /** What is ready of a push. */
  private final class Parts implements Ready {
    private final float[] push;
    private final Ready ready;
    private int end;
    private float largest;
    private boolean sent;
    private int leftOut;

    Parts(float[] push, Ready ready) {
      this.push = push;
      this.ready = ready;
      this.end = graphs.variables().dimension();
    }

    @Override
    public void from(int from) {
      largest = Math.max(largest, graphs.variables().gradient(push, from, end));
      if (limits.ofGradient(largest) != null && sent) {
        Arrays.fill(push, from, end, 0f);
        leftOut += end - from;
      }
      end = from;
      if (ready != LATER && (sent || limits.ofGradient(largest) == null)) {
        sent = true;
        ready.from(from);
      }
    }
  }

  @Override
  public float[] probabilities() {
    return probabilities;
  }

  @Override
  public long leftOut() {
    return leftOut;
  }

  @Override
  public void close() {
    graphs.close();
  }
}
