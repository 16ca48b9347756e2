// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

/**
 * Variables and the graphs that compute on them: one for the size that was asked for first, which
 * is that of full batches, and one for another size. Owned by one thread.
 */
final class GraphCache implements AutoCloseable {
  private final Network network;
  private final Variables variables;
  private final Arena fullArena = new Arena();
  private final Arena otherArena = new Arena();
  private Graph full;
  private Graph other;

  GraphCache(Network network) {
    NativeThreads.one();
    this.network = network;
    this.variables = new Variables(network.trainable(), network.dimension());
  }

  Variables variables() {
    return variables;
  }

  Graph of(int batch) {
    if (full == null) {
      full = new Graph(network, batch, fullArena, variables);
    }
    if (full.batch() == batch) {
      return full;
    }
    if (other == null || other.batch() != batch) {
      other = new Graph(network, batch, otherArena, variables);
    }
    return other;
  }

  /** Bytes of native memory held. */
  long bytes() {
    return variables.bytes() + fullArena.bytes() + otherArena.bytes();
  }

  @Override
  public void close() {
    full = null;
    other = null;
    variables.close();
    fullArena.close();
    otherArena.close();
  }
}
