package io.flinksgd.network;

import io.flinksgd.model.Model.Weights;

/** Scores one example at a time, from any thread; the last weights stay loaded. */
final class NetworkScorer {
  private final Network network;
  private final float[] predicted = new float[1];
  private GraphCache graphs;
  private Weights loaded;

  NetworkScorer(Network network) {
    this.network = network;
  }

  synchronized double score(float[] features, Weights weights) {
    if (graphs == null) {
      graphs = new GraphCache(network);
    }
    if (loaded != weights) {
      float[] all = new float[network.dimension()];
      for (int c = 0; c < all.length; c++) {
        all[c] = weights.at(c);
      }
      graphs.variables().load(all);
      loaded = weights;
    }
    Graph graph = graphs.of(1);
    graph.put(0, features, 0, features.length);
    graph.classify(predicted);
    return predicted[0];
  }
}
