// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Native floats in row-major order, as ND4J sees them and as this package's loops do. The loops
 * copy a chunk to the heap and back, because only there the compiler makes vector instructions of
 * them; a chunk stays in the first-level cache. Owned by one thread; the memory is the {@link
 * Arena}'s.
 */
final class Tensor {
  /** Floats of a chunk. */
  static final int CHUNK = 2048;

  private final INDArray memory;
  private final INDArray array;
  private final ByteBuffer bytes;
  private final FloatBuffer floats;
  private final IntBuffer bits;

  /**
   * The first floats of {@code memory}.
   *
   * @param memory a vector
   * @param bytes the same
   */
  Tensor(INDArray memory, ByteBuffer bytes, long... shape) {
    this.memory = memory;
    this.bytes = bytes;
    this.array = memory.get(NDArrayIndex.interval(0, length(shape))).reshape('c', shape);
    this.floats = bytes.asFloatBuffer();
    this.bits = bytes.asIntBuffer();
  }

  static int length(long... shape) {
    long length = 1;
    for (long each : shape) {
      length = Math.multiplyExact(length, each);
    }
    return Math.toIntExact(length);
  }

  /** The floats from {@code from} on. */
  Tensor part(int from, long... shape) {
    int length = length(shape);
    return new Tensor(
        memory.get(NDArrayIndex.interval(from, (long) from + length)),
        bytes.slice(from * Float.BYTES, length * Float.BYTES).order(ByteOrder.nativeOrder()),
        shape);
  }

  /** As an operand of ND4J's operations. */
  INDArray array() {
    return array;
  }

  int length() {
    return (int) array.length();
  }

  void get(int at, float[] to, int from, int count) {
    floats.get(at, to, from, count);
  }

  void put(int at, float[] values, int from, int count) {
    floats.put(at, values, from, count);
  }

  /** The bits of floats, see {@link Float#floatToRawIntBits}. */
  void getBits(int at, int[] to, int count) {
    bits.get(at, to, 0, count);
  }

  void putBits(int at, int[] values, int count) {
    bits.put(at, values, 0, count);
  }
}
