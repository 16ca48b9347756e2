package io.flinksgd.consistency;

import io.flinksgd.model.Spec;
import java.io.Serializable;

/**
 * How far the view that a worker computes on may lag behind the model. See the package for the
 * theory.
 *
 * <p>Text forms, used in options: {@code synchronous}, {@code asynchronous}, {@code
 * bounded-delay:TAU}.
 */
public sealed interface Consistency extends Serializable {

  /**
   * Rounds: every active worker pushes, the changes are averaged, then all go on. {@code B = 0}.
   */
  static Consistency synchronous() {
    return new Synchronous();
  }

  /** Nobody waits for anybody; no bound. */
  static Consistency asynchronous() {
    return new Asynchronous();
  }

  /**
   * A view lacks at most {@code tau} steps of each other worker: {@code B = tau M (p-1)}.
   *
   * @throws IllegalArgumentException if {@code tau < 1}
   */
  static Consistency boundedDelay(int tau) {
    return new BoundedDelay(tau);
  }

  /** The text from which {@link #parse} makes an equal policy. */
  String spec();

  /** Whether the server collects the pushes of a round; otherwise it applies each on arrival. */
  boolean rounds();

  /** What a worker asks before it starts a step. */
  Gate gate(int servers);

  /**
   * The most updates of one server that a view may lack when its push is applied.
   *
   * @param workers number of workers
   * @param pipelineDepth steps that a worker may have under way
   * @return the bound, or {@link Long#MAX_VALUE} for none
   */
  long stalenessBound(int workers, int pipelineDepth);

  /** Reads a text form; {@code "bounded-delay:4"}. */
  static Consistency parse(String text) {
    Spec spec = Spec.parse("consistency", text).positional("tau");
    Consistency policy =
        switch (spec.name()) {
          case "synchronous" -> synchronous();
          case "asynchronous" -> asynchronous();
          case "bounded-delay" -> boundedDelay(spec.whole("tau", 4));
          default -> throw spec.unknown("synchronous", "asynchronous", "bounded-delay:TAU");
        };
    spec.done();
    return policy;
  }

  /** See {@link #synchronous()}. */
  record Synchronous() implements Consistency {
    @Override
    public String spec() {
      return "synchronous";
    }

    @Override
    public boolean rounds() {
      return true;
    }

    @Override
    public Gate gate(int servers) {
      return Gate.OPEN;
    }

    @Override
    public long stalenessBound(int workers, int pipelineDepth) {
      return 0;
    }
  }

  /** See {@link #asynchronous()}. */
  record Asynchronous() implements Consistency {
    @Override
    public String spec() {
      return "asynchronous";
    }

    @Override
    public boolean rounds() {
      return false;
    }

    @Override
    public Gate gate(int servers) {
      return Gate.OPEN;
    }

    @Override
    public long stalenessBound(int workers, int pipelineDepth) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * See {@link #boundedDelay}.
   *
   * @param tau steps that a worker may have uncovered
   */
  record BoundedDelay(int tau) implements Consistency {
    /** Checks {@code tau}. */
    public BoundedDelay {
      if (tau < 1) {
        throw new IllegalArgumentException(
            "tau must be >= 1 (use synchronous for none): tau=" + tau);
      }
    }

    @Override
    public String spec() {
      return "bounded-delay:" + tau;
    }

    @Override
    public boolean rounds() {
      return false;
    }

    @Override
    public Gate gate(int servers) {
      return new Budget(tau, servers);
    }

    @Override
    public long stalenessBound(int workers, int pipelineDepth) {
      // a worker's own view lacks its own pushes that are still ahead of it in the pipeline
      return (long) tau * (workers - 1) + Math.min(tau, pipelineDepth - 1);
    }
  }
}
