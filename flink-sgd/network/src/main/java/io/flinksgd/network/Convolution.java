// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.argument.Require;
import org.apiguardian.api.API;

/**
 * See {@link Layer#convolution}. Weights are {@code [channels, input channels, kernel, kernel]}. An
 * output has {@code (rows + 2 padding - kernel) / stride + 1} rows, and columns likewise, rounded
 * down. Weights begin evenly in {@code +-sqrt(6 / (input channels * kernel^2))} (He et al.,
 * "Delving Deep into Rectifiers", 2015). Immutable, of any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Convolution extends Layer {
  private static final long serialVersionUID = 1L;

  private final int channels;
  private final int kernel;
  private final int stride;
  private final int padding;
  private final boolean bias;

  Convolution(int channels, int kernel, int stride, int padding, boolean bias) {
    Require.atLeast(1, "channels", channels);
    Require.atLeast(1, "kernel", kernel);
    Require.atLeast(1, "stride", stride);
    if (padding < 0 || padding >= kernel) {
      throw new IllegalArgumentException(
          "padding must be >= 0 and less than the kernel, " + kernel + ": padding=" + padding);
    }
    this.channels = channels;
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
    this.bias = bias;
  }

  /**
   * Takes only every {@code stride}-th row and column.
   *
   * @throws IllegalArgumentException if {@code value < 1}
   */
  public Convolution stride(int value) {
    return new Convolution(channels, kernel, value, padding, bias);
  }

  /**
   * Puts {@code padding} rows and columns of zeros around each plane.
   *
   * @throws IllegalArgumentException if {@code value < 0}, or not less than the kernel
   */
  public Convolution padding(int value) {
    return new Convolution(channels, kernel, stride, value, bias);
  }

  /** Has no bias: for a batch norm to follow, which would take it away. */
  public Convolution unbiased() {
    return new Convolution(channels, kernel, stride, padding, false);
  }

  int kernel() {
    return kernel;
  }

  int stride() {
    return stride;
  }

  int padding() {
    return padding;
  }

  @Override
  Shape output(Shape input) {
    int height = (input.height() + 2 * padding - kernel) / stride + 1;
    int width = (input.width() + 2 * padding - kernel) / stride + 1;
    if (input.height() + 2 * padding < kernel || input.width() + 2 * padding < kernel) {
      throw new IllegalArgumentException(
          "kernel must be at most as large as the padded input: kernel="
              + kernel
              + ", input="
              + input);
    }
    return new Shape(channels, height, width);
  }

  @Override
  void declare(String name, Shape input, Blocks blocks) {
    int fanIn = input.channels() * kernel * kernel;
    blocks.weight(name + ".weight", Math.multiplyExact(channels, fanIn), Blocks.he(fanIn));
    if (bias) {
      blocks.weight(name + ".bias", channels, new Block.Offset());
    }
  }

  @Override
  Node bind(Activation input, Binding binding) {
    Activation output = binding.activation(output(input.shape()));
    Binding.Weight weight = binding.weight(channels, input.shape().channels(), kernel, kernel);
    Binding.Weight biases = bias ? binding.weight(channels) : null;
    // kernel, stride, padding, dilation (two each), padding as given, NCHW, weights as here
    int[] arguments = {
      kernel, kernel, stride, stride, padding, padding, 1, 1, 0, 0, 1,
    };
    Tensor[] operands =
        bias
            ? new Tensor[] {input.value(), weight.value(), biases.value()}
            : new Tensor[] {input.value(), weight.value()};
    Operation forward = Operation.of("conv2d", operands, new Tensor[] {output.value()}, arguments);
    Runnable backward =
        input.gradient() == null
            ? new WeightGradient(this, input, output, weight, biases, binding)
            : Operation.of(
                    "conv2d_bp",
                    new Tensor[] {input.value(), weight.value(), output.gradient()},
                    new Tensor[] {input.gradient(), weight.gradient()},
                    arguments)
                ::execute;
    Runnable biasGradient =
        bias && input.gradient() != null
            ? new ChannelSums(output.shape(), output.gradient(), biases.gradient())
            : () -> {};
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
        backward.run();
        biasGradient.run();
      }
    };
  }
}
