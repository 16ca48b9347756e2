// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import java.io.Serializable;
import java.util.List;
import org.apiguardian.api.API;

/** One layer of a {@link Network}: what it computes, without any array. Immutable. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract sealed class Layer implements Serializable
    permits BatchNorm, Convolution, Dense, GlobalAverage, MaxPool, Relu, Residual {
  private static final long serialVersionUID = 1L;

  Layer() {}

  /**
   * A convolution (strictly: a cross-correlation) with a bias, stride 1 and no padding.
   *
   * @param channels planes of the output
   * @param kernel rows and columns of the kernel
   */
  public static Convolution convolution(int channels, int kernel) {
    return new Convolution(channels, kernel, 1, 0, true);
  }

  /** Every output is a weighted sum of all inputs and a bias. */
  public static Layer dense(int units) {
    return new Dense(units);
  }

  /** {@code max(0, x)}. */
  public static Layer relu() {
    return new Relu();
  }

  /** The largest of each square of {@code size x size}; squares do not overlap. */
  public static Layer maxPool(int size) {
    return new MaxPool(size);
  }

  /** The mean of each plane. */
  public static Layer globalAverage() {
    return new GlobalAverage();
  }

  /**
   * Ioffe and Szegedy, 2015: each channel is shifted and scaled to mean 0 and variance 1 over the
   * batch, then scaled and shifted by two weights. Predictions use running averages of mean and
   * variance, which are part of the model.
   */
  public static Layer batchNorm() {
    return new BatchNorm();
  }

  /**
   * {@code x + body(x)}. Where the body halves the plane and adds channels, {@code x} is every
   * second row and column with zeros for the new channels (option A of He et al., "Deep Residual
   * Learning", 2015).
   */
  public static Layer residual(Layer... body) {
    return new Residual(List.of(body));
  }

  /**
   * The shape of an output.
   *
   * @throws IllegalArgumentException if the layer cannot follow such an input
   */
  abstract Shape output(Shape input);

  /** Declares the variables, in the order in which {@link #bind} asks for them. */
  abstract void declare(String name, Shape input, Blocks blocks);

  /** Puts the layer on arrays. */
  abstract Node bind(Activation input, Binding binding);
}
