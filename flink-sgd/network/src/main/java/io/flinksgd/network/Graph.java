package io.flinksgd.network;

import io.flinksgd.gradient.Learner.Ready;

/** A network on arrays, for batches of one size. Owned by one thread. */
final class Graph {
  private final Activation input;
  private final Chain layers;
  private final Softmax softmax;
  private final int batch;

  Graph(Network network, int batch, Arena arena, Variables variables) {
    this.batch = batch;
    arena.rewind();
    Binding binding = new Binding(arena, batch, variables);
    input = binding.input(network.input());
    layers = Chain.bind(network.layers(), input, binding);
    softmax = new Softmax(layers.output());
  }

  int batch() {
    return batch;
  }

  /** Sets the features of the batch's examples, {@code count} of them from {@code from} on. */
  void put(int at, float[] values, int from, int count) {
    input.value().put(at, values, from, count);
  }

  /**
   * The loss of the batch; its gradient is then in the variables.
   *
   * @param predicted receives the most probable class of each example
   * @param probabilities receives the probability of each class for each example
   * @param ready told from where on the gradient is complete
   */
  double learn(
      float[] label, float[] weight, float[] predicted, float[] probabilities, Ready ready) {
    layers.forward(true);
    double loss = softmax.gradient(label, weight, predicted, probabilities);
    layers.backward(ready);
    return loss;
  }

  /** By running averages; as {@link #learn} but for the loss. */
  void classify(float[] predicted, float[] probabilities) {
    layers.forward(false);
    softmax.classify(predicted, probabilities);
  }
}
