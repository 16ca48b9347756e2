// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

/**
 * What flows between two nodes: values forward, and the loss's derivatives by them backward.
 *
 * @param shape of one example
 * @param value {@code [batch, channels, height, width]}
 * @param gradient as {@code value}; null where nobody needs it, at the input
 */
record Activation(Shape shape, Tensor value, Tensor gradient) {
  int batch() {
    return value.length() / shape.size();
  }
}
