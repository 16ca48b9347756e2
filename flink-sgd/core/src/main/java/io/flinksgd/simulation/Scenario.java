// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.spec.TrainingSpec;
import java.util.Optional;

/**
 * What is simulated: which training, on how many workers and servers, how long things take and what
 * goes wrong. Times are drawn from the seed alone. Immutable: each method that sets something
 * returns a changed copy.
 *
 * @param spec what is trained and how
 * @param workers number of workers
 * @param servers number of servers
 * @param seed what all is drawn from
 * @param times how long things take
 * @param disturbances what goes wrong
 */
public record Scenario(
    TrainingSpec spec,
    int workers,
    int servers,
    long seed,
    Times times,
    Disturbances disturbances) {

  /**
   * How long things take.
   *
   * @param compute how long a worker computes on a batch; drawn for a worker
   * @param service how long a server handles a message; drawn for a server
   * @param network what lies between them
   */
  public record Times(TimeDistribution compute, TimeDistribution service, Network network) {
    /** Nothing takes any time. */
    public static final Times NONE =
        new Times(TimeDistribution.NONE, TimeDistribution.NONE, Network.of(TimeDistribution.NONE));
  }

  /**
   * What goes wrong.
   *
   * @param idleness when workers have no input
   * @param failures when the job fails
   * @param guests part of the workers that must not wait once their input has ended, as when a
   *     checkpoint is on its way then; in [0, 1]
   */
  public record Disturbances(
      Optional<Idleness> idleness, Optional<Failures> failures, double guests) {
    /** Nothing. */
    public static final Disturbances NONE = new Disturbances(Optional.empty(), Optional.empty(), 0);
  }

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
   * A crash of any process ends this attempt of the whole loop, as it does in Flink: all begin
   * again at the last checkpoint.
   *
   * @param between the time from the beginning of an attempt to its end
   * @param checkpointNanos the time from the beginning, or from a checkpoint, to the next
   * @param restartNanos from a crash to the beginning of the next attempt
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

  /** Checks the numbers, and the settings of the training together. */
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

  /** Nothing takes any time, and nothing goes wrong. */
  public static Scenario of(TrainingSpec spec, int workers, int servers, long seed) {
    return new Scenario(spec, workers, servers, seed, Times.NONE, Disturbances.NONE);
  }

  /** With these times. */
  public Scenario times(TimeDistribution compute, TimeDistribution service, Network network) {
    return new Scenario(
        spec, workers, servers, seed, new Times(compute, service, network), disturbances);
  }

  private Scenario with(Disturbances value) {
    return new Scenario(spec, workers, servers, seed, times, value);
  }

  /** With workers that have no input now and then. */
  public Scenario idle(Idleness value) {
    return with(
        new Disturbances(Optional.of(value), disturbances.failures(), disturbances.guests()));
  }

  /** With crashes. */
  public Scenario failing(Failures value) {
    return with(
        new Disturbances(disturbances.idleness(), Optional.of(value), disturbances.guests()));
  }

  /** With workers, a {@code share} of all, that must not wait once their input has ended. */
  Scenario guests(double share) {
    return with(new Disturbances(disturbances.idleness(), disturbances.failures(), share));
  }
}
