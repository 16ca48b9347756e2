// SPDX-License-Identifier: Apache-2.0
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
   * Scores the batch; {@link #backward} then finds the gradient of its mean loss.
   *
   * @param predicted receives the most probable class of each example
   * @param probabilities receives the probability of each class for each example
   * @return the largest magnitude of the scores that probabilities follow from; NaN if one is NaN
   */
  float forward(float[] label, float[] weight, float[] predicted, float[] probabilities) {
    layers.forward(true);
    softmax.gradient(label, weight, predicted, probabilities);
    return softmax.largest();
  }

  /**
   * Puts the gradient of the batch that was scored last into the variables.
   *
   * @param ready receives from where on it is complete
   */
  void backward(Ready ready) {
    layers.backward(ready);
  }

  /** Scores the batch by running averages instead of its own. */
  void classify(float[] predicted, float[] probabilities) {
    layers.forward(false);
    softmax.classify(predicted, probabilities);
  }
}
