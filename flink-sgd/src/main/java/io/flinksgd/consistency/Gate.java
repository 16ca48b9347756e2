package io.flinksgd.consistency;

/**
 * Decides whether a worker may start a step. It stands before the computation, never between
 * computation and push: there a worker would wait while it holds a view, and two such workers would
 * wait for each other.
 *
 * <p>Owned by the worker's thread.
 */
public interface Gate {

  /** Whether a step may start now. */
  boolean permits();

  /** The worker has sent push {@code id}. */
  void pushed(long id);

  /**
   * {@code server} has applied the worker's pushes up to {@code id}, the last at {@code version}.
   */
  void applied(int server, long id, long version);

  /** The view watermark of {@code server}. */
  void watermark(int server, long watermark);

  /** A gate that is always open. */
  Gate OPEN =
      new Gate() {
        @Override
        public boolean permits() {
          return true;
        }

        @Override
        public void pushed(long id) {}

        @Override
        public void applied(int server, long id, long version) {}

        @Override
        public void watermark(int server, long watermark) {}
      };
}
