package io.flinksgd.network;

import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;

/** Pushes the mean of a batch's gradients. */
final class NetworkLearner implements Learner {
  private final GraphCache graphs;

  NetworkLearner(Network network) {
    this.graphs = new GraphCache(network);
  }

  @Override
  public int viewStride() {
    return 1;
  }

  @Override
  public int pushStride() {
    return 1;
  }

  @Override
  public void learn(
      MiniBatch batch, float[] view, int coordinates, long examples, float[] push, float[] score) {
    Graph graph = graphs.of(batch.size());
    graphs.variables().load(view);
    graph.put(0, batch.value, 0, batch.entries());
    graph.learn(batch.label, batch.weight, score);
    graphs.variables().gradient(push);
  }

  @Override
  public void close() {
    graphs.close();
  }
}
