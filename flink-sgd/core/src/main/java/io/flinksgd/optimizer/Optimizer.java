// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import java.io.Serializable;
import org.apiguardian.api.API;

/**
 * How a coordinate moves under a gradient. The state of coordinate {@code c} is {@link #stride}
 * floats that stand next to each other in a block; the first is the weight unless the optimizer
 * derives it (FTRL). A state of zeros is a fresh coordinate of weight zero. Implementations are
 * immutable and free of scratch state, so that one may serve many threads.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Optimizer extends Serializable {

  /** Floats of state for each coordinate, the weight among them. */
  int stride();

  /**
   * Whether changes of the state made on stale copies may be added up (SGD, AdaGrad, FTRL: yes;
   * Adam: no). Only then are local steps possible.
   */
  boolean additive();

  /** Whether the {@code slot}-th float of a state adds up squares of gradients. */
  default boolean squares(int slot) {
    return false;
  }

  /**
   * The largest curvature of a quadratic loss at which steps of this rate do not overshoot ever
   * further; infinite for optimizers that adapt their rate to the gradients.
   */
  default float steepest(float rate) {
    return Float.POSITIVE_INFINITY;
  }

  /**
   * Makes the fresh state (zeros) that begins at {@code at} one of this weight.
   *
   * @throws IllegalArgumentException if it has no state for that weight
   */
  default void start(float[] block, int at, float weight) {
    block[at] = weight;
  }

  /** The weight of the coordinate whose state begins at {@code at}. */
  float weight(float[] block, int at);

  /**
   * One step of one coordinate.
   *
   * @param block states of many coordinates
   * @param at where the coordinate's state begins
   * @param gradient the loss's derivative by this coordinate
   * @param rate the learning rate, from {@link #rate}
   */
  void update(float[] block, int at, float gradient, float rate);

  /** Whether L1, L2 or weight decay pulls weights towards zero. */
  default boolean penalises() {
    return false;
  }

  /** As {@link #update}, of a coordinate that L1, L2 and weight decay leave alone. */
  default void updateUnpenalised(float[] block, int at, float gradient, float rate) {
    update(block, at, gradient, rate);
  }

  /**
   * The weights of {@code count} neighbours, whose states begin at {@code at}, one {@link #stride}
   * after the other.
   *
   * @param to receives them, from {@code first} on
   */
  default void weights(float[] block, int at, int count, float[] to, int first) {
    int stride = stride();
    for (int k = 0; k < count; k++) {
      to[first + k] = weight(block, at + k * stride);
    }
  }

  /**
   * One step of each of {@code count} neighbours, whose states begin at {@code at}.
   *
   * @param gradient the loss's derivative by each coordinate, from {@code first} on
   * @param factor of all gradients
   */
  default void update(
      float[] block, int at, int count, float[] gradient, int first, float factor, float rate) {
    int stride = stride();
    for (int k = 0; k < count; k++) {
      update(block, at + k * stride, gradient[first + k] * factor, rate);
    }
  }

  /** The learning rate when the model has learned from {@code examples} examples. */
  float rate(long examples);

  /**
   * Whether all coordinates move at the one {@link #rate}, so that norms of gradients and norms of
   * changes are multiples of each other.
   */
  default boolean oneRate() {
    return false;
  }

  /**
   * A prediction of the next change of a weight from its last change and its gradient, without its
   * state; a worker puts it in the place of a change that has not arrived. By default the last
   * change again.
   *
   * @param last the last change of the weight, 0 if unknown
   * @param gradient the loss's derivative by the weight
   * @param rate the learning rate
   */
  default float predictedChange(float last, float gradient, float rate) {
    return last;
  }

  /** Steps of this optimizer on examples that are learned from one by one. */
  default ExampleSteps steps(MarginLoss loss) {
    return new CoordinateSteps(this, loss);
  }

  /**
   * Whether a step of {@link #update} is {@code rate} times the gradient and may be given, in place
   * of an example's gradient, its importance-aware update divided by {@code rate}.
   */
  default boolean importanceAware() {
    return false;
  }

  /** Whether its steps need the features of an example, of which gradients do not tell. */
  default boolean needsLocalSteps() {
    return false;
  }

  /**
   * Whether state that {@code other} has made means to this optimizer what it meant to that one:
   * the same weights, and the same of whatever stands beside them. Rates and the like may differ,
   * as they say only how state moves from now on. By default, when both are made of one text.
   */
  default boolean readsStateOf(Optimizer other) {
    return spec().equals(other.spec());
  }

  /**
   * The text from which {@link Optimizers#parse} makes an equal optimizer: its name, and the
   * arguments that were given.
   */
  String spec();

  /** As {@link #spec}, with all arguments: what it means whatever the defaults are one day. */
  default String inFull() {
    return spec();
  }
}
