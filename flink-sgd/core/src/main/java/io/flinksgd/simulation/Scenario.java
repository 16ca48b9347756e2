// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.spec.TrainingSpec;
import java.util.Optional;

/**
 * What is simulated: which training, on how many workers and servers, how long things take and what
 * goes wrong. Times are drawn from the seed alone.
 *
 * @param spec what is trained and how
 * @param workers number of workers
 * @param servers number of servers
 * @param seed what all is drawn from
 * @param compute how long a worker computes on a batch; drawn for a worker
 * @param service how long a server handles a message; drawn for a server
 * @param network what lies between them
 * @param idleness when workers have no input
 * @param failures when the job fails
 * @param guests part of the workers that must not wait once their input has ended, as when a
 *     checkpoint is on its way then
 */
public record Scenario(
    TrainingSpec spec,
    int workers,
    int servers,
    long seed,
    TimeDistribution compute,
    TimeDistribution service,
    Network network,
    Optional<Idleness> idleness,
    Optional<Failures> failures,
    double guests) {

  /**
   * Workers that have no input for a while: they leave, and join again.
   *
   * @param share the probability that an example is followed by nothing for a while
   * @param length how long; drawn for a worker
   */
  public record Idleness(double share, TimeDistribution length) {
    /** Checks {@code share}. */
    public Idleness {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException("idle share must be in [0, 1]: share=" + share);
      }
    }
  }

  /**
   * A crash of any process ends this life of the whole loop, as it does in Flink: all begin again
   * at the last checkpoint.
   *
   * @param between the time from the beginning of a life to its end
   * @param checkpointNanos the time from the beginning, or from a checkpoint, to the next
   * @param restartNanos from a crash to the beginning of the next life
   */
  public record Failures(TimeDistribution between, long checkpointNanos, long restartNanos) {
    /** Checks the checkpoint interval. */
    public Failures {
      if (checkpointNanos < 1) {
        throw new IllegalArgumentException(
            "checkpoint interval must be > 0: nanoseconds=" + checkpointNanos);
      }
    }
  }

  /** Checks the numbers. */
  public Scenario {
    atLeastOne("workers", workers);
    atLeastOne("servers", servers);
    spec.check();
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be >= 1: " + name + "=" + value);
    }
  }

  /** All take as long as they are told to, nothing goes wrong, and messages take no time. */
  public static Scenario of(TrainingSpec spec, int workers, int servers, long seed) {
    return new Scenario(
        spec,
        workers,
        servers,
        seed,
        TimeDistribution.NONE,
        TimeDistribution.NONE,
        Network.of(TimeDistribution.NONE),
        Optional.empty(),
        Optional.empty(),
        0);
  }

  /** With these times. */
  public Scenario times(TimeDistribution compute, TimeDistribution service, Network network) {
    return new Scenario(
        spec, workers, servers, seed, compute, service, network, idleness, failures, guests);
  }

  /** With workers that have no input now and then. */
  public Scenario idle(Idleness value) {
    return new Scenario(
        spec,
        workers,
        servers,
        seed,
        compute,
        service,
        network,
        Optional.of(value),
        failures,
        guests);
  }

  /** With crashes. */
  public Scenario failing(Failures value) {
    return new Scenario(
        spec,
        workers,
        servers,
        seed,
        compute,
        service,
        network,
        idleness,
        Optional.of(value),
        guests);
  }

  /** With workers that must not wait once their input has ended. */
  public Scenario guests(double share) {
    return new Scenario(
        spec, workers, servers, seed, compute, service, network, idleness, failures, share);
  }
}
