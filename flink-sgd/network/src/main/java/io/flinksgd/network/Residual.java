// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import java.util.List;

/** See {@link Layer#residual}. */
final class Residual extends Layer {
  private static final long serialVersionUID = 1L;

  private final List<Layer> body;

  Residual(List<Layer> body) {
    if (body.isEmpty()) {
      throw new IllegalArgumentException("body of a residual must have layers: body=[]");
    }
    if (body.get(0) instanceof Relu || body.get(body.size() - 1) instanceof Relu) {
      // it works in place, on what the sum still needs
      throw new IllegalArgumentException("body of a residual must not begin or end with relu");
    }
    this.body = body;
  }

  @Override
  Shape output(Shape input) {
    Shape output = input;
    for (Layer each : body) {
      output = each.output(output);
    }
    int stride = input.height() / output.height();
    if (output.channels() < input.channels()
        || stride < 1
        || (input.height() - 1) / stride + 1 != output.height()
        || (input.width() - 1) / stride + 1 != output.width()) {
      throw new IllegalArgumentException(
          "body of a residual must keep or thin out its planes and keep or add channels: input="
              + input
              + ", output="
              + output);
    }
    return output;
  }

  @Override
  void declare(String name, Shape input, Blocks blocks) {
    Shape shape = input;
    for (int i = 0; i < body.size(); i++) {
      body.get(i).declare(name + "." + (i + 1), shape, blocks);
      shape = body.get(i).output(shape);
    }
  }

  @Override
  Node bind(Activation input, Binding binding) {
    return new ResidualNode(input, Chain.bind(body, input, binding));
  }
}
