// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/**
 * Decides whether a worker may start a step. It stands before the computation, never between
 * computation and push: there a worker would wait while it holds a view, and two such workers would
 * wait for each other.
 *
 * <p>Owned by the worker's thread. Norms are Euclidean norms of parameters.
 */
public interface Gate {

  /**
   * Whether a step may start now.
   *
   * @param rate the learning rate of the step
   */
  boolean permits(float rate);

  /** Whether what views may lack of this worker is within the share that it was given last. */
  boolean withinShare();

  /** Whether the worker may leave: no view lacks any of its steps that a shared bound counts. */
  boolean settled();

  /** The worker has sent push {@code id}; ids are consecutive. */
  void pushed(long id);

  /** {@code server} has said where it and the worker stand. */
  void hear(int server, ServerProgress progress);

  /** The most that a step may change the parameters, as a norm; infinite when it may by any. */
  double clip();

  /**
   * The most that any view in use may differ from the parameters, as a norm; infinite when the gate
   * does not bound it.
   */
  double bound();

  /** How much of this worker's steps views in use may lack: a count of steps, or a norm. */
  double uncovered();

  /** Whether {@link #uncovered} counts steps; otherwise it is a norm of parameters. */
  default boolean countsSteps() {
    return false;
  }

  /** A gate that is always open. */
  Gate OPEN =
      new Gate() {
        @Override
        public boolean permits(float rate) {
          return true;
        }

        @Override
        public boolean withinShare() {
          return true;
        }

        @Override
        public boolean settled() {
          return true;
        }

        @Override
        public void pushed(long id) {}

        @Override
        public void hear(int server, ServerProgress progress) {}

        @Override
        public double clip() {
          return Double.POSITIVE_INFINITY;
        }

        @Override
        public double bound() {
          return Double.POSITIVE_INFINITY;
        }

        @Override
        public double uncovered() {
          return 0;
        }
      };
}
