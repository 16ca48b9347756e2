// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

/** See {@link Layer#relu()}. Works in place. */
final class Relu extends Layer {
  private static final long serialVersionUID = 1L;

  @Override
  Shape output(Shape input) {
    return input;
  }

  @Override
  void declare(String name, Shape input, Blocks blocks) {}

  @Override
  Node bind(Activation input, Binding binding) {
    if (input.gradient() == null) {
      throw new IllegalArgumentException("relu must not be the first layer");
    }
    return new Bound(input);
  }

  /** On the bits of floats, which spares the comparison that the compiler makes branches of. */
  private static final class Bound implements Node {
    private static final int SIGN = 31;
    private final Activation data;
    private final int[] value = new int[Tensor.CHUNK];
    private final int[] gradient = new int[Tensor.CHUNK];

    Bound(Activation data) {
      this.data = data;
    }

    @Override
    public Activation output() {
      return data;
    }

    @Override
    public void forward(boolean training) {
      int length = data.value().length();
      for (int at = 0; at < length; at += value.length) {
        int n = Math.min(value.length, length - at);
        data.value().getBits(at, value, n);
        for (int k = 0; k < n; k++) {
          value[k] &= ~(value[k] >> SIGN); // all ones if the sign is set
        }
        data.value().putBits(at, value, n);
      }
    }

    @Override
    public void backward() {
      int length = data.value().length();
      for (int at = 0; at < length; at += value.length) {
        int n = Math.min(value.length, length - at);
        data.value().getBits(at, value, n);
        data.gradient().getBits(at, gradient, n);
        for (int k = 0; k < n; k++) {
          gradient[k] &= -value[k] >> SIGN; // the value is >= 0: all ones if it is not 0
        }
        data.gradient().putBits(at, gradient, n);
      }
    }
  }
}
