// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

/** Scores by the layers of a {@link Network}. */
final class NetworkScorer extends Scorer {
  private final GraphCache graphs;
  private final float[] predicted = new float[1];

  NetworkScorer(Network network) {
    super(network.dimension(), network.classes());
    this.graphs = new GraphCache(network);
  }

  @Override
  void load(float[] weights) {
    graphs.variables().load(weights);
  }

  @Override
  float score(float[] features, float[] probabilities) {
    Graph graph = graphs.of(1);
    graph.put(0, features, 0, features.length);
    graph.classify(predicted, probabilities);
    return predicted[0];
  }
}
