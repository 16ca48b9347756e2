// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import java.io.Serializable;
import java.util.List;
import org.apiguardian.api.API;

/**
 * One layer of a {@link Network}: what it computes, without any array. Immutable, of any thread.
 *
 * <p>Arrays are in the order of {@link Shape}, example after example. Whether a layer can follow
 * the one before it is checked by {@link Network#of}.
 */
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
   * @throws IllegalArgumentException if one is {@code < 1}
   */
  public static Convolution convolution(int channels, int kernel) {
    return new Convolution(channels, kernel, 1, 0, true);
  }

  /**
   * Every output is a weighted sum of all inputs and a bias. Weights are {@code [inputs, units]}
   * and begin evenly in {@code +-sqrt(6 / inputs)} (He et al., "Delving Deep into Rectifiers",
   * 2015).
   *
   * @param units numbers of the output
   * @throws IllegalArgumentException if {@code units < 1}
   */
  public static Layer dense(int units) {
    return new Dense(units);
  }

  /** {@code max(0, x)}. */
  public static Layer relu() {
    return new Relu();
  }

  /**
   * The largest of each square of {@code size x size}; squares do not overlap, and rows and columns
   * that fill none are left out.
   *
   * @throws IllegalArgumentException if {@code size < 1}
   */
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
   *
   * @param body what is added; keeps the plane or thins it out, and keeps the channels or adds to
   *     them
   * @throws IllegalArgumentException if the body is empty, or begins or ends with {@link #relu}
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
