// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import java.util.Arrays;

/** See {@link Layer#globalAverage()}. */
final class GlobalAverage extends Layer {
  private static final long serialVersionUID = 1L;

  @Override
  Shape output(Shape input) {
    return Shape.vector(input.channels());
  }

  @Override
  void declare(String name, Shape input, Blocks blocks) {}

  @Override
  Node bind(Activation input, Binding binding) {
    return new Bound(input, binding.activation(output(input.shape())));
  }

  private static final class Bound implements Node {
    private final Activation input;
    private final Activation output;
    private final int plane;
    private final float[] values;
    private final float[] means;

    Bound(Activation input, Activation output) {
      this.input = input;
      this.output = output;
      this.plane = input.shape().plane();
      this.values = new float[plane];
      this.means = new float[output.value().length()];
    }

    @Override
    public Activation output() {
      return output;
    }

    @Override
    public void forward(boolean training) {
      for (int p = 0; p < means.length; p++) {
        input.value().get(p * plane, values, 0, plane);
        float sum = 0;
        for (int k = 0; k < plane; k++) {
          sum += values[k];
        }
        means[p] = sum / plane;
      }
      output.value().put(0, means, 0, means.length);
    }

    @Override
    public void backward() {
      output.gradient().get(0, means, 0, means.length);
      for (int p = 0; p < means.length; p++) {
        Arrays.fill(values, means[p] / plane);
        input.gradient().put(p * plane, values, 0, plane);
      }
    }
  }
}
