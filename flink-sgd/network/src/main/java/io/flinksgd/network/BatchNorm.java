// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

/** See {@link Layer#batchNorm()}. */
final class BatchNorm extends Layer {
  private static final long serialVersionUID = 1L;

  @Override
  Shape output(Shape input) {
    return input;
  }

  @Override
  void declare(String name, Shape input, Blocks blocks) {
    int channels = input.channels();
    blocks.weight(name + ".scale", channels, new Block.Constant(1));
    blocks.weight(name + ".shift", channels, new Block.Offset());
    blocks.average(name + ".mean", channels, 0);
    blocks.average(name + ".variance", channels, 1);
  }

  @Override
  Node bind(Activation input, Binding binding) {
    return new BatchNormNode(input, binding);
  }
}
