// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.gradient.Learner.Ready;
import java.util.ArrayList;
import java.util.List;

/** Nodes of which each takes the output of the one before it. */
final class Chain implements Node {
  private final List<Node> nodes;
  private final int[] firstWeight;
  private final Activation output;

  private Chain(List<Node> nodes, int[] firstWeight, Activation output) {
    this.nodes = nodes;
    this.firstWeight = firstWeight;
    this.output = output;
  }

  static Chain bind(List<Layer> layers, Activation input, Binding binding) {
    List<Node> nodes = new ArrayList<>();
    int[] firstWeight = new int[layers.size()];
    Activation last = input;
    for (Layer layer : layers) {
      firstWeight[nodes.size()] = binding.firstWeight();
      Node node = layer.bind(last, binding);
      nodes.add(node);
      last = node.output();
    }
    return new Chain(nodes, firstWeight, last);
  }

  @Override
  public Activation output() {
    return output;
  }

  @Override
  public void forward(boolean training) {
    for (Node node : nodes) {
      node.forward(training);
    }
  }

  @Override
  public void backward() {
    backward(from -> {});
  }

  /** Tells {@code ready} after each node that the gradients of its weights on are complete. */
  void backward(Ready ready) {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      nodes.get(i).backward();
      ready.from(firstWeight[i]);
    }
  }
}
