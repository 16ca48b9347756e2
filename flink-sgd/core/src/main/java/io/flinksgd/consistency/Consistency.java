// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import io.flinksgd.argument.Signature;
import io.flinksgd.consistency.Threshold.Unit;
import java.io.Serializable;
import java.util.List;
import org.apiguardian.api.API;

/**
 * How far the view that a worker computes on may lag behind the model. See the package for the
 * theory.
 *
 * <p>Text forms, used in options: {@code synchronous}, {@code quorum:F}, {@code
 * elastic-scheduler:BETA}, {@code bounded-delay:TAU}, {@code elastic-bound:B}, {@code
 * asynchronous}; see {@link #signatures}.
 *
 * <p>Constants {@code B} are in gradient norms: {@code E||x - v||^2 <= alpha^2 B^2} (Nadiradze et
 * al., AAAI 2021, definition 1). There are {@code p} workers, {@code M^2} bounds the second moment
 * of a gradient, and {@code sigma^2} its variance. Immutable, of any thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public sealed interface Consistency extends Serializable
    permits SynchronousPolicy,
        QuorumPolicy,
        ElasticSchedulerPolicy,
        BoundedDelayPolicy,
        AsynchronousPolicy,
        BlockSchedulerPolicy,
        ElasticBoundPolicy {

  /** Rounds: every member pushes, the changes are averaged, then all go on: {@code B = 0}. */
  static Consistency synchronous() {
    return new SynchronousPolicy();
  }

  /**
   * Rounds that close when all but {@code missing} members have pushed; a late push is part of the
   * next round: {@code B = missing M / p}.
   *
   * @throws IllegalArgumentException if {@code missing < 1}
   */
  static Consistency quorum(int missing) {
    return new QuorumPolicy(missing);
  }

  /**
   * Rounds that close when the pushes received carry at least {@code beta} of the round's norm; a
   * late push is part of the next round: {@code B = (1 - beta) M}, norm-bounded.
   *
   * @throws IllegalArgumentException if {@code beta} is not in [0, 1]
   */
  static Consistency elasticScheduler(double beta) {
    return new ElasticSchedulerPolicy(beta, false);
  }

  /**
   * As {@link #elasticScheduler}, and a worker puts its own change in the place of each that was
   * missing, until the server's answer corrects it: {@code B = 3 sigma (p - 1) / p},
   * variance-bounded.
   *
   * @throws IllegalArgumentException if {@code beta} is not in [0, 1]
   */
  static Consistency predictedScheduler(double beta) {
    return new ElasticSchedulerPolicy(beta, true);
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
    return new BlockSchedulerPolicy(new BlockRule(beta, true));
  }

  /** Nobody waits for anybody; no bound. */
  static Consistency asynchronous() {
    return new AsynchronousPolicy();
  }

  /**
   * A view lacks at most {@code tau} steps of each other worker: {@code B = tau M (p - 1)}.
   *
   * @throws IllegalArgumentException if {@code tau < 1}
   */
  static Consistency boundedDelay(int tau) {
    return new BoundedDelayPolicy(tau);
  }

  /**
   * The elastic bound: for every view and every step {@code ||x - v|| <= alpha B}. Here {@code
   * alpha} is the optimizer's learning rate; where each coordinate has a rate, it is the one that
   * these are derived from. A step is clipped to what its worker's share of the bound has left.
   *
   * @param b the bound in gradient norms
   * @throws IllegalArgumentException if {@code b} is not {@code > 0} and finite
   */
  static Consistency elasticBound(double b) {
    return new ElasticBoundPolicy(b, 0, Unit.GRADIENT_NORMS);
  }

  /**
   * As {@link #elasticBound}, in parameter units: {@code ||x - v|| <= gap}, whatever the learning
   * rate is.
   *
   * @param gap the bound as a Euclidean norm of parameters
   * @throws IllegalArgumentException if {@code gap} is not {@code > 0} and finite
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
  default RoundTrigger roundTrigger() {
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
  default boolean sharesBound() {
    return false;
  }

  /** Whether the norm of every update has to be known, and not only of those that are sampled. */
  default boolean measuresAllNorms() {
    return false;
  }

  /**
   * The most that a view may differ from the parameters of one server, as a Euclidean norm of
   * parameters.
   *
   * @param largestNorm the largest norm of an update of that server so far, as weighted; of a round
   *     where a worker does not wait for all blocks
   * @param workers number of workers
   * @param pipelineDepth steps that a worker may have in flight
   * @return the bound, infinite where the server cannot tell
   */
  double gapBound(double largestNorm, int workers, int pipelineDepth);

  /**
   * The most updates of one server that a view may lack when its push is applied.
   *
   * @param workers number of workers
   * @param pipelineDepth steps that a worker may have in flight
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

  /**
   * Reads a text form; {@code "bounded-delay:4"}.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  static Consistency parse(String text) {
    return ConsistencyArguments.ALL.parse(text);
  }

  /** What there is, each with its arguments. */
  static List<Signature> signatures() {
    return ConsistencyArguments.ALL.signatures();
  }
}
