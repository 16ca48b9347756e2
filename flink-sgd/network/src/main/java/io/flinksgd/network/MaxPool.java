// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.argument.Require;

/** See {@link Layer#maxPool}. */
final class MaxPool extends Layer {
  private static final long serialVersionUID = 1L;

  private final int size;

  MaxPool(int size) {
    Require.atLeast(1, "size", size);
    this.size = size;
  }

  @Override
  Shape output(Shape input) {
    if (input.height() < size || input.width() < size) {
      throw new IllegalArgumentException(
          "size of a pool must be at most that of its input: size=" + size + ", input=" + input);
    }
    return new Shape(input.channels(), input.height() / size, input.width() / size);
  }

  @Override
  void declare(String name, Shape input, Blocks blocks) {}

  @Override
  Node bind(Activation input, Binding binding) {
    Activation output = binding.activation(output(input.shape()));
    // kernel, stride, padding, dilation (two each), padding mode, divisor (unused), NCHW
    int[] arguments = {size, size, size, size, 0, 0, 1, 1, 0, 1, 0};
    Tensor[] values = {input.value()};
    Operation forward = Operation.of("maxpool2d", values, new Tensor[] {output.value()}, arguments);
    Operation backward =
        Operation.of(
            "maxpool2d_bp",
            new Tensor[] {input.value(), output.gradient()},
            new Tensor[] {input.gradient()},
            arguments);
    return new Node() {
      @Override
      public Activation output() {
        return output;
      }

      @Override
      public void forward(boolean training) {
        forward.execute();
      }

      @Override
      public void backward() {
        backward.execute();
      }
    };
  }
}
