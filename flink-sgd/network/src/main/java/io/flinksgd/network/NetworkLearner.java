package io.flinksgd.network;

import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.model.Rejected;
import java.util.List;

/** Pushes the mean of a batch's gradients. */
final class NetworkLearner implements Learner {
  private final GraphCache graphs;
  private final int classes;
  private float[] probabilities = {};

  NetworkLearner(Network network) {
    this.graphs = new GraphCache(network);
    this.classes = network.classes();
  }

  /** The last layers are ready first. */
  @Override
  public List<Rejected> learn(
      MiniBatch batch,
      float[] view,
      int coordinates,
      long examples,
      float[] push,
      float[] score,
      Ready ready) {
    Graph graph = graphs.of(batch.size());
    Variables variables = graphs.variables();
    variables.load(view);
    graph.put(0, batch.value, 0, batch.entries());
    if (probabilities.length < batch.size() * classes) {
      probabilities = new float[batch.size() * classes];
    }
    int[] end = {coordinates};
    graph.learn(
        batch.label,
        batch.weight,
        score,
        probabilities,
        from -> {
          variables.gradient(push, from, end[0]);
          end[0] = from;
          ready.from(from);
        });
    return List.of();
  }

  @Override
  public float[] probabilities() {
    return probabilities;
  }

  @Override
  public void close() {
    graphs.close();
  }
}
