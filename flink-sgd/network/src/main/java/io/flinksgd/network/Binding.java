// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

/**
 * Gives layers the arrays that they compute on. Layers ask for their variables in the order in
 * which they declared them.
 */
final class Binding {
  private final Arena arena;
  private final int batch;
  private final Variables variables;
  private int weight;
  private int average;

  Binding(Arena arena, int batch, Variables variables) {
    this.arena = arena;
    this.batch = batch;
    this.variables = variables;
  }

  /** A variable that an optimizer steps, and the loss's derivative by it. */
  record Weight(Tensor value, Tensor gradient) {}

  int batch() {
    return batch;
  }

  /** The next variable that an optimizer steps. */
  Weight weight(long... shape) {
    Weight next = new Weight(variables.values(weight, shape), variables.gradients(weight, shape));
    weight += next.value().length();
    return next;
  }

  /** Where the next variable that an optimizer steps begins. */
  int firstWeight() {
    return weight;
  }

  /** Where the next running average of {@code length} numbers begins in {@link #variables}. */
  int average(int length) {
    int at = average;
    average += length;
    return at;
  }

  Variables variables() {
    return variables;
  }

  /** Somewhere to put values of {@code shape}, and their gradients. */
  Activation activation(Shape shape) {
    return new Activation(shape, batchOf(shape), batchOf(shape));
  }

  /** Values whose gradient nobody needs. */
  Activation input(Shape shape) {
    return new Activation(shape, batchOf(shape), null);
  }

  private Tensor batchOf(Shape shape) {
    return arena.take(batch, shape.channels(), shape.height(), shape.width());
  }

  Tensor scratch(long... shape) {
    return arena.take(shape);
  }
}
