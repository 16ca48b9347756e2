// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import io.flinksgd.argument.Arguments;
import io.flinksgd.consistency.Threshold.Unit;
import java.io.Serializable;
import org.apiguardian.api.API;

/**
 * How far the view that a worker computes on may lag behind the model. See the package for the
 * theory.
 *
 * <p>Text forms, used in options: {@code synchronous}, {@code quorum:F}, {@code
 * elastic-scheduler:BETA}, {@code bounded-delay:TAU}, {@code elastic-bound:B}, {@code
 * asynchronous}.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public sealed interface Consistency extends Serializable
    permits Consistency.Synchronous,
        Consistency.Quorum,
        Consistency.ElasticScheduler,
        Consistency.BoundedDelay,
        Consistency.Asynchronous,
        BlockScheduler,
        ElasticBoundPolicy {

  /**
   * Rounds: every active worker pushes, the changes are averaged, then all go on: {@code B = 0}.
   */
  static Consistency synchronous() {
    return new Synchronous();
  }

  /**
   * Rounds that close when all but {@code missing} active workers have pushed; a late push is part
   * of the next round: {@code B = missing M / p}.
   *
   * @throws IllegalArgumentException if {@code missing < 1}
   */
  static Consistency quorum(int missing) {
    return new Quorum(missing);
  }

  /**
   * Rounds that close when the pushes received carry at least {@code beta} of the round's norm; a
   * late push is part of the next round: {@code B = (1 - beta) M}, norm-bounded.
   *
   * @throws IllegalArgumentException if {@code beta} is not in [0, 1]
   */
  static Consistency elasticScheduler(double beta) {
    return new ElasticScheduler(beta, false);
  }

  /**
   * As {@link #elasticScheduler}, and a worker puts its own change in the place of each that was
   * missing, until the server's answer corrects it: {@code B = 3 sigma (p - 1) / p},
   * variance-bounded.
   */
  static Consistency predictedScheduler(double beta) {
    return new ElasticScheduler(beta, true);
  }

  /**
   * The elastic scheduler at the level of blocks: a worker starts its next step when the servers
   * that have answered carry at least {@code beta} of its last gradient's norm; the others' parts
   * of the model are predicted by its own gradient, and corrected when they arrive. A part lacks at
   * most one round: {@code B = 3 sigma (p - 1) / p}. For models that are pulled as a whole.
   *
   * @throws IllegalArgumentException if {@code beta} is not in [0, 1]
   */
  static Consistency blockScheduler(double beta) {
    return new BlockScheduler(new BlockRule(beta, true));
  }

  /** Nobody waits for anybody; no bound. */
  static Consistency asynchronous() {
    return new Asynchronous();
  }

  /**
   * A view lacks at most {@code tau} steps of each other worker: {@code B = tau M (p - 1)}.
   *
   * @throws IllegalArgumentException if {@code tau < 1}
   */
  static Consistency boundedDelay(int tau) {
    return new BoundedDelay(tau);
  }

  /**
   * The elastic bound: for every view and every step {@code ||x - v|| <= alpha B}, where {@code
   * alpha} is the optimizer's learning rate, also where coordinates derive rates of their own from
   * it. A step is cut off at what its worker's part of the bound has left.
   *
   * @param b the bound in gradient norms
   * @throws IllegalArgumentException if {@code b} is not {@code > 0}
   */
  static Consistency elasticBound(double b) {
    return new ElasticBoundPolicy(b, 0, Unit.GRADIENT_NORMS);
  }

  /**
   * As {@link #elasticBound}, in parameter units: {@code ||x - v|| <= gap}, whatever the learning
   * rate is.
   */
  static Consistency elasticGap(double gap) {
    return new ElasticBoundPolicy(gap, 0, Unit.PARAMETERS);
  }

  /** The text from which {@link #parse} makes an equal policy. */
  String spec();

  /** Whether the server collects the pushes of a round; otherwise it applies each on arrival. */
  default boolean rounds() {
    return false;
  }

  /** When a round closes. */
  @API(status = API.Status.INTERNAL)
  default RoundTrigger closing() {
    return RoundTrigger.ALL;
  }

  /** What a worker does about changes that its view lacks; by default nothing. */
  @API(status = API.Status.INTERNAL)
  default MissingParts missingParts() {
    return new MissingParts.LeftOut();
  }

  /**
   * What a worker asks before it starts a step.
   *
   * @param servers number of servers
   * @param workers number of workers
   */
  @API(status = API.Status.INTERNAL)
  default Gate gate(int servers, int workers) {
    return Gate.OPEN;
  }

  /** Whether the workers share a bound, which membership divides. */
  default boolean shared() {
    return false;
  }

  /** Whether the norm of every update has to be known, and not only of those that are sampled. */
  default boolean weighs() {
    return false;
  }

  /**
   * The most that a view may differ from the parameters of one server, as a norm.
   *
   * @param largest the largest norm of an update of that server so far, as weighted; of a round
   *     where a worker does not wait for all blocks
   * @param workers number of workers
   * @param pipelineDepth steps that a worker may have under way
   * @return the bound, infinite where the server cannot tell
   */
  double gapBound(double largest, int workers, int pipelineDepth);

  /**
   * The most updates of one server that a view may lack when its push is applied.
   *
   * @param workers number of workers
   * @param pipelineDepth steps that a worker may have under way
   * @return the bound, or {@link Long#MAX_VALUE} for none
   */
  default long stalenessBound(int workers, int pipelineDepth) {
    return Long.MAX_VALUE;
  }

  /**
   * Refuses what cannot work with so many workers.
   *
   * @param workers number of workers
   * @throws IllegalArgumentException with rule, name and value
   */
  default void check(int workers) {}

  /** Reads a text form; {@code "bounded-delay:4"}. */
  static Consistency parse(String text) {
    Arguments spec = Arguments.parse("consistency", text);
    return spec.made(() -> ConsistencyArguments.read(spec));
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
    public double gapBound(double largest, int workers, int pipelineDepth) {
      return 0;
    }

    @Override
    public long stalenessBound(int workers, int pipelineDepth) {
      return 0;
    }
  }

  /**
   * See {@link #quorum}.
   *
   * @param missing pushes that a round does not wait for
   */
  record Quorum(int missing) implements Consistency {
    /** Checks {@code missing}. */
    public Quorum {
      if (missing < 1) {
        throw new IllegalArgumentException(
            "missing must be >= 1 (use synchronous for none): missing=" + missing);
      }
    }

    @Override
    public String spec() {
      return "quorum:" + missing;
    }

    @Override
    public boolean rounds() {
      return true;
    }

    @Override
    public RoundTrigger closing() {
      return (members, pushed, mass, largest, again) -> pushed >= members - missing;
    }

    @Override
    public double gapBound(double largest, int workers, int pipelineDepth) {
      return missing * largest;
    }

    @Override
    public void check(int workers) {
      if (missing >= workers) {
        throw new IllegalArgumentException(
            "missing must be < workers, %d: missing=%d".formatted(workers, missing));
      }
    }
  }

  /**
   * See {@link #elasticScheduler}. What is missing is counted at the largest norm seen so far, so
   * that at most {@code (1 - beta) p} pushes are. A round also closes when all have pushed that
   * closed the last one: if a server asked for more, several servers could wait for each other in a
   * circle, each for a worker that another one has not answered.
   *
   * @param beta the share of a round's norm that is waited for, in [0, 1]
   * @param predicts whether a worker puts its own change in the place of what is missing
   */
  record ElasticScheduler(double beta, boolean predicts) implements Consistency {
    /** Checks {@code beta}. */
    public ElasticScheduler {
      if (!(beta >= 0 && beta <= 1)) {
        throw new IllegalArgumentException("beta must be in [0, 1]: beta=" + beta);
      }
    }

    @Override
    public String spec() {
      return "elastic-scheduler:beta=" + beta + ",bound=" + (predicts ? "variance" : "norm");
    }

    @Override
    public boolean rounds() {
      return true;
    }

    @Override
    public RoundTrigger closing() {
      return (members, pushed, mass, largest, again) ->
          again
              || pushed >= members
              || (largest > 0 && mass >= beta * (mass + (members - pushed) * largest));
    }

    @Override
    public MissingParts missingParts() {
      return predicts ? new MissingParts.LatePushes() : new MissingParts.LeftOut();
    }

    @Override
    public boolean weighs() {
      return true;
    }

    @Override
    public double gapBound(double largest, int workers, int pipelineDepth) {
      // each missing change counts once, and once more where the worker's own stood for it
      return Math.floor((1 - beta) * workers + 1e-9) * largest * (predicts ? 2 : 1);
    }
  }

  /** See {@link #asynchronous()}. */
  record Asynchronous() implements Consistency {
    @Override
    public String spec() {
      return "asynchronous";
    }

    @Override
    public double gapBound(double largest, int workers, int pipelineDepth) {
      return Double.POSITIVE_INFINITY;
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
    public Gate gate(int servers, int workers) {
      return new DelayBudget(tau, servers);
    }

    @Override
    public double gapBound(double largest, int workers, int pipelineDepth) {
      return stalenessBound(workers, pipelineDepth) * largest;
    }

    @Override
    public long stalenessBound(int workers, int pipelineDepth) {
      // a worker's own view lacks its own pushes that are still ahead of it in the pipeline
      return (long) tau * (workers - 1) + Math.min(tau, pipelineDepth - 1);
    }
  }
}
