// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

/**
 * A learner's copy of all coordinates. Weights and their gradients are native, each in one piece,
 * so that a view comes in and a gradient goes out with one copy; running averages are few and stay
 * on the heap.
 */
final class Variables implements AutoCloseable {
  private final Arena arena = new Arena();
  private final int trainable;
  private final Tensor values;
  private final Tensor gradients;
  private final float[] averages;
  private final float[] observed;
  private final int[] bits = new int[Tensor.CHUNK];

  Variables(int trainable, int dimension) {
    this.trainable = trainable;
    this.values = arena.take(trainable);
    this.gradients = arena.take(trainable);
    this.averages = new float[dimension - trainable];
    this.observed = new float[dimension - trainable];
  }

  Tensor values(int from, long... shape) {
    return values.part(from, shape);
  }

  Tensor gradients(int from, long... shape) {
    return gradients.part(from, shape);
  }

  /** The running averages. */
  float[] averages() {
    return averages;
  }

  /** What the last batch had in their place. */
  float[] observed() {
    return observed;
  }

  /** Loads all coordinates. */
  void load(float[] view) {
    values.put(0, view, 0, trainable);
    System.arraycopy(view, trainable, averages, 0, averages.length);
  }

  /**
   * The coordinates {@code from} to {@code end} of the gradient, followed by how far each average
   * is from what was observed.
   *
   * @return the largest magnitude of what was copied; NaN if one is NaN
   */
  float gradient(float[] to, int from, int end) {
    int weights = Math.min(end, trainable);
    int most = 0;
    for (int at = from; at < weights; at += bits.length) {
      int count = Math.min(bits.length, weights - at);
      gradients.getBits(at, bits, count);
      gradients.get(at, to, at, count);
      most = Limits.largestBits(bits, count, most);
    }
    int first = Math.max(from, trainable);
    for (int k = first; k < end; k++) {
      to[k] = averages[k - trainable] - observed[k - trainable];
    }
    return Math.max(
        Float.intBitsToFloat(most), Limits.largest(to, first, Math.max(0, end - first)));
  }

  int dimension() {
    return trainable + averages.length;
  }

  /** Bytes of native memory. */
  long bytes() {
    return arena.bytes();
  }

  @Override
  public void close() {
    arena.close();
  }
}
