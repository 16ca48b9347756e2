// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.model.Model.Weights;
import org.apiguardian.api.API;

/** Classifies batches by one version of a model. Owned by one thread; holds native memory. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Classifier implements AutoCloseable {
  private final GraphCache graphs;
  private final int size;
  private final int classes;

  /**
   * A classifier by {@code weights}.
   *
   * @param weights of all {@link Network#dimension} coordinates; copied
   */
  public Classifier(Network network, Weights weights) {
    this.graphs = new GraphCache(network);
    this.size = network.input().size();
    this.classes = network.classes();
    load(weights);
  }

  /** Replaces the weights by a copy of these. */
  public void load(Weights weights) {
    float[] all = new float[graphs.variables().dimension()];
    for (int c = 0; c < all.length; c++) {
      all[c] = weights.at(c);
    }
    graphs.variables().load(all);
  }

  /**
   * The most probable class of each of {@code features}.
   *
   * @param features an example in each row, as many numbers as {@link Network#input} has, in the
   *     order of {@link Shape}; that they are finite is not checked
   * @return the number of a class for each row, in a new array
   */
  public float[] classify(float[][] features) {
    Graph graph = graphs.of(features.length);
    for (int e = 0; e < features.length; e++) {
      graph.put(e * size, features[e], 0, size);
    }
    float[] predicted = new float[features.length];
    graph.classify(predicted, new float[features.length * classes]);
    return predicted;
  }

  @Override
  public void close() {
    graphs.close();
  }
}
