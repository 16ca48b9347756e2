package io.flinksgd.network;

import java.util.ArrayList;
import java.util.List;

/** Nodes of which each takes the output of the one before it. */
final class Chain implements Node {
  private final List<Node> nodes;
  private final Activation output;

  private Chain(List<Node> nodes, Activation output) {
    this.nodes = nodes;
    this.output = output;
  }

  static Chain bind(List<Layer> layers, Activation input, Binding binding) {
    List<Node> nodes = new ArrayList<>();
    Activation last = input;
    for (Layer layer : layers) {
      Node node = layer.bind(last, binding);
      nodes.add(node);
      last = node.output();
    }
    return new Chain(nodes, last);
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
    for (int i = nodes.size() - 1; i >= 0; i--) {
      nodes.get(i).backward();
    }
  }
}
