// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.message.Payload;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.StateLimits;
import java.util.Arrays;

/**
 * How a push changes the states of coordinates. With local steps it holds the change of a state,
 * which is added; otherwise it holds a gradient, by which the optimizer steps. A coordinate whose
 * state would be beyond its limits keeps the one it has. Owned by one thread.
 */
final class StateChange {
  private final Optimizer optimizer;
  private final boolean localSteps;
  private final int trainable;

  /** Ranges of coordinates that nothing penalises, see {@link Model#unpenalised}. */
  private final int[] unpenalised;

  private final StateLimits limits;
  private final int stride;
  private final float largestSecond;
  private final float[] old;
  private float[] before = {};

  /** Coordinates from {@code trainable} on are running averages. */
  StateChange(Optimizer optimizer, boolean localSteps, int trainable, int[] unpenalised) {
    this.optimizer = optimizer;
    this.localSteps = localSteps;
    this.trainable = trainable;
    this.unpenalised = optimizer.penalises() ? unpenalised : new int[0];
    this.limits = new StateLimits(optimizer);
    this.stride = optimizer.stride();
    this.largestSecond = limits.largest(1);
    this.old = new float[stride];
  }

  /**
   * Changes the state of {@code coordinate}, at {@code at}, by the values of the {@code k}-th
   * coordinate of an update.
   *
   * @return true if the change was made; false if the state keeps its value, because the new one
   *     would be beyond its limits
   */
  boolean change(
      int coordinate, float[] block, int at, Payload.Plain plain, int k, float factor, float rate) {
    float[] values = plain.values();
    if (coordinate >= trainable) {
      return average(block, at, values[plain.from() + k] * factor);
    }
    return localSteps
        ? add(block, at, values, plain.from() + k * stride, factor)
        : update(coordinate, block, at, values[plain.from() + k] * factor, rate);
  }

  /** Moves an average, which is a state's weight, whatever the optimizer derives that from. */
  private boolean average(float[] block, int at, float difference) {
    float now = optimizer.weight(block, at) - Model.AVERAGING * difference;
    if (!(Math.abs(now) <= StateLimits.LARGEST)) {
      return false;
    }
    System.arraycopy(block, at, old, 0, stride);
    optimizer.start(block, at, now);
    return keepIfBeyond(block, at);
  }

  /** Strides of one and two without loops, which would cost more than what they do. */
  private boolean add(float[] block, int at, float[] values, int from, float factor) {
    if (stride == 2) {
      float first = block[at] + values[from] * factor;
      float second = block[at + 1] + values[from + 1] * factor;
      if (Math.abs(first) <= StateLimits.LARGEST && Math.abs(second) <= largestSecond) {
        block[at] = first;
        block[at + 1] = second;
        return true;
      }
    } else if (stride == 1) {
      float now = block[at] + values[from] * factor;
      if (Math.abs(now) <= StateLimits.LARGEST) {
        block[at] = now;
        return true;
      }
    }
    return addOrKeep(block, at, values, from, factor);
  }

  private boolean addOrKeep(float[] block, int at, float[] values, int from, float factor) {
    System.arraycopy(block, at, old, 0, stride);
    for (int j = 0; j < stride; j++) {
      block[at + j] += values[from + j] * factor;
    }
    return keepIfBeyond(block, at);
  }

  private boolean update(int coordinate, float[] block, int at, float gradient, float rate) {
    if (stride > 2) {
      System.arraycopy(block, at, old, 0, stride);
    } else {
      old[stride - 1] = block[at + stride - 1];
      old[0] = block[at];
    }
    if (rangesUpTo(coordinate) % 2 == 0) {
      optimizer.update(block, at, gradient, rate);
    } else {
      optimizer.updateUnpenalised(block, at, gradient, rate);
    }
    boolean within =
        stride <= 2
            && Math.abs(block[at]) <= StateLimits.LARGEST
            && (stride == 1 || Math.abs(block[at + 1]) <= largestSecond);
    return within || keepIfBeyond(block, at);
  }

  private boolean keepIfBeyond(float[] block, int at) {
    boolean permitted = limits.permits(old, 0, block, at);
    if (!permitted) {
      System.arraycopy(old, 0, block, at, stride);
    }
    return permitted;
  }

  /**
   * As {@link #change}, for {@code n} neighbours, of which {@code coordinate} is the first.
   *
   * @return how many keep what they were
   */
  int changeAll(
      int coordinate,
      int n,
      float[] block,
      int at,
      Payload.Plain plain,
      int k,
      float factor,
      float rate) {
    int floats = n * stride;
    before = before.length < floats ? new float[floats] : before;
    System.arraycopy(block, at, before, 0, floats);
    int learned = Math.max(0, Math.min(n, trainable - coordinate));
    float[] values = plain.values();
    if (localSteps) {
      int from = plain.from() + k * stride;
      for (int j = 0; j < learned * stride; j++) {
        block[at + j] += values[from + j] * factor;
      }
    } else {
      step(coordinate, learned, block, at, plain, k, factor, rate);
    }
    int refused = 0;
    for (int j = learned; j < n; j++) {
      refused += average(block, at + j * stride, values[plain.from() + k + j] * factor) ? 0 : 1;
    }
    return refused + (limits.hold(block, at, floats) ? 0 : restore(block, at, floats));
  }

  /** One step of each of {@code n} neighbours, of which {@code coordinate} is the first. */
  private void step(
      int coordinate,
      int n,
      float[] block,
      int at,
      Payload.Plain plain,
      int k,
      float factor,
      float rate) {
    float[] gradient = plain.values();
    for (int j = 0; j < n; ) {
      int range = rangesUpTo(coordinate + j);
      int end = range == unpenalised.length ? n : Math.min(n, unpenalised[range] - coordinate);
      if (range % 2 == 0) {
        int from = plain.from() + k + j;
        optimizer.update(block, at + j * stride, end - j, gradient, from, factor, rate);
      } else {
        for (int u = j; u < end; u++) {
          float g = gradient[plain.from() + k + u] * factor;
          optimizer.updateUnpenalised(block, at + u * stride, g, rate);
        }
      }
      j = end;
    }
  }

  /** How many ranges of {@link #unpenalised} begin or end up to {@code coordinate}: odd inside. */
  private int rangesUpTo(int coordinate) {
    int found = Arrays.binarySearch(unpenalised, coordinate);
    return found >= 0 ? found + 1 : -(found + 1);
  }

  /** Puts states back that are beyond their limits; returns how many. */
  private int restore(float[] block, int at, int floats) {
    int restored = 0;
    for (int j = 0; j < floats; j += stride) {
      if (!limits.permits(before, j, block, at + j)) {
        System.arraycopy(before, j, block, at + j, stride);
        restored++;
      }
    }
    return restored;
  }
}
