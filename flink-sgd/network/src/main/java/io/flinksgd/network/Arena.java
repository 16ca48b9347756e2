// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Native memory of one learner. Graphs for batches of different size are bound to the same memory,
 * one after the other: the k-th array that a graph asks for is the k-th array of the arena. So
 * memory is bounded by the largest batch, and all of it goes back on {@link #close}, without
 * waiting for a garbage collection.
 */
final class Arena implements AutoCloseable {
  private final List<INDArray> memories = new ArrayList<>();
  private int next;

  /** Begins to bind another graph; what was bound before must not be used any more. */
  void rewind() {
    next = 0;
  }

  /** The next array, as long as {@code shape} says; contents are what was there before. */
  Tensor take(long... shape) {
    int length = Tensor.length(shape);
    if (next == memories.size()) {
      memories.add(Nd4j.create(DataType.FLOAT, length));
    } else if (memories.get(next).length() < length) {
      memories.get(next).close();
      memories.set(next, Nd4j.create(DataType.FLOAT, length));
    }
    INDArray memory = memories.get(next++);
    return new Tensor(
        memory, memory.data().pointer().asByteBuffer().order(ByteOrder.nativeOrder()), shape);
  }

  /** Bytes of native memory. */
  long bytes() {
    return memories.stream().mapToLong(memory -> memory.length() * Float.BYTES).sum();
  }

  @Override
  public void close() {
    memories.forEach(INDArray::close);
    memories.clear();
    next = 0;
  }
}
