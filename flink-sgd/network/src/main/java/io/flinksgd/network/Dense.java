// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.argument.Require;

/** See {@link Layer#dense}. Weights are {@code [inputs, units]}. */
final class Dense extends Layer {
  private static final long serialVersionUID = 1L;

  private final int units;

  Dense(int units) {
    Require.atLeast(1, "units", units);
    this.units = units;
  }

  @Override
  Shape output(Shape input) {
    return Shape.vector(units);
  }

  @Override
  void declare(String name, Shape input, Blocks blocks) {
    blocks.weight(
        name + ".weight", Math.multiplyExact(input.size(), units), Blocks.he(input.size()));
    blocks.weight(name + ".bias", units, new Block.Offset());
  }

  @Override
  Node bind(Activation input, Binding binding) {
    return new Bound(input, binding);
  }

  private final class Bound implements Node {
    private final Activation output;
    private final Binding.Weight bias;
    private final Operation forward;
    private final Operation weightGradient;
    private final Operation inputGradient;
    private final float[] row = new float[units];
    private final float[] biases = new float[units];

    Bound(Activation input, Binding binding) {
      int batch = binding.batch();
      int inputs = input.shape().size();
      output = binding.activation(Shape.vector(units));
      Binding.Weight weight = binding.weight(inputs, units);
      bias = binding.weight(units);
      Tensor x = input.value().part(0, batch, inputs);
      Tensor y = output.value().part(0, batch, units);
      Tensor dy = output.gradient().part(0, batch, units);
      forward = Operation.product(x, false, weight.value(), false, y);
      weightGradient = Operation.product(x, true, dy, false, weight.gradient());
      inputGradient =
          input.gradient() == null
              ? null
              : Operation.product(
                  dy, false, weight.value(), true, input.gradient().part(0, batch, inputs));
    }

    @Override
    public Activation output() {
      return output;
    }

    @Override
    public void forward(boolean training) {
      forward.execute();
      bias.value().get(0, biases, 0, units);
      for (int at = 0; at < output.value().length(); at += units) {
        output.value().get(at, row, 0, units);
        for (int k = 0; k < units; k++) {
          row[k] += biases[k];
        }
        output.value().put(at, row, 0, units);
      }
    }

    @Override
    public void backward() {
      java.util.Arrays.fill(biases, 0f);
      for (int at = 0; at < output.gradient().length(); at += units) {
        output.gradient().get(at, row, 0, units);
        for (int k = 0; k < units; k++) {
          biases[k] += row[k];
        }
      }
      bias.gradient().put(0, biases, 0, units);
      weightGradient.execute();
      if (inputGradient != null) {
        inputGradient.execute();
      }
    }
  }
}
