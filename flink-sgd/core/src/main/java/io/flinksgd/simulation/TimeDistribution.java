// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.argument.Arguments;
import java.util.SplittableRandom;

/**
 * How long something takes, drawn anew each time. Text forms, all with the mean of the ordinary
 * case first: {@code constant:10ms}, {@code exponential:10ms}, {@code lognormal:10ms,sigma=0.5},
 * {@code pareto:10ms,shape=1.5}; {@code stragglers:10ms,workers=1,share=0.3,delay=50ms} (a share of
 * the steps of the first workers is delayed) and {@code one-slow:10ms,factor=8} (the first worker
 * is slower than the others), both with {@code sigma} when the ordinary case is log-normal.
 */
@FunctionalInterface
public interface TimeDistribution {
  /** No time at all. */
  TimeDistribution NONE = new Constant(0);

  /**
   * Draws a time in nanoseconds.
   *
   * @param who the number of the worker, server or channel
   */
  long nanos(int who, SplittableRandom random);

  /**
   * Reads a text form.
   *
   * @param what what takes this long, for error messages
   * @throws IllegalArgumentException with rule, name and value
   */
  static TimeDistribution parse(String what, String text) {
    Arguments spec = Arguments.parse(what, text).positional("mean");
    long mean = Durations.parse(what, spec.text("mean", "10ms"));
    TimeDistribution distribution =
        switch (spec.name()) {
          case "constant" -> new Constant(mean);
          case "exponential" -> new Exponential(mean);
          case "lognormal" -> new LogNormal(mean, spec.number("sigma", 0.5));
          case "pareto" -> new Pareto(mean, spec.number("shape", 1.5));
          case "stragglers" ->
              new Stragglers(
                  ordinary(mean, spec),
                  spec.whole("workers", 1),
                  spec.number("share", 0.3),
                  Durations.parse(what, spec.text("delay", "50ms")));
          case "one-slow" -> new OneSlow(ordinary(mean, spec), spec.number("factor", 8));
          default ->
              throw spec.unknown(
                  "constant", "exponential", "lognormal", "pareto", "stragglers", "one-slow");
        };
    spec.done();
    return distribution;
  }

  private static TimeDistribution ordinary(long mean, Arguments spec) {
    double sigma = spec.number("sigma", 0);
    return sigma == 0 ? new Constant(mean) : new LogNormal(mean, sigma);
  }

  private static void check(boolean holds, String rule, String name, double value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be " + rule + ": " + name + "=" + value);
    }
  }

  /**
   * Always the same.
   *
   * @param time in nanoseconds
   */
  record Constant(long time) implements TimeDistribution {
    @Override
    public long nanos(int who, SplittableRandom random) {
      return time;
    }
  }

  /**
   * Memoryless.
   *
   * @param mean in nanoseconds
   */
  record Exponential(long mean) implements TimeDistribution {
    @Override
    public long nanos(int who, SplittableRandom random) {
      return Durations.bounded(-mean * StrictMath.log(1 - random.nextDouble()));
    }
  }

  /**
   * What machines of one kind look like.
   *
   * @param mean in nanoseconds
   * @param sigma standard deviation of the logarithm, {@code >= 0}
   */
  record LogNormal(long mean, double sigma) implements TimeDistribution {
    /** Checks {@code sigma}. */
    public LogNormal {
      check(sigma >= 0 && sigma <= 5, "in [0, 5]", "sigma", sigma);
    }

    @Override
    public long nanos(int who, SplittableRandom random) {
      double z = random.nextGaussian();
      return Durations.bounded(mean * StrictMath.exp(sigma * z - sigma * sigma / 2));
    }
  }

  /**
   * A heavy tail: few steps take very long. The variance is infinite for {@code shape <= 2}.
   *
   * @param mean in nanoseconds
   * @param shape tail index, {@code > 1}
   */
  record Pareto(long mean, double shape) implements TimeDistribution {
    /** Checks {@code shape}. */
    public Pareto {
      check(shape > 1 && shape < 1e3, "> 1 and < 1000", "shape", shape);
    }

    @Override
    public long nanos(int who, SplittableRandom random) {
      double least = mean * (shape - 1) / shape;
      return Durations.bounded(least * StrictMath.pow(1 - random.nextDouble(), -1 / shape));
    }
  }

  /**
   * Some workers are late now and then.
   *
   * @param ordinary how long a step takes otherwise
   * @param workers how many are late, the first ones
   * @param share of their steps, in {@code [0, 1]}
   * @param delay in nanoseconds, added
   */
  record Stragglers(TimeDistribution ordinary, int workers, double share, long delay)
      implements TimeDistribution {
    /** Checks the numbers. */
    public Stragglers {
      check(workers >= 0, ">= 0", "workers", workers);
      check(share >= 0 && share <= 1, "in [0, 1]", "share", share);
    }

    @Override
    public long nanos(int who, SplittableRandom random) {
      long time = ordinary.nanos(who, random);
      return who < workers && random.nextDouble() < share ? time + delay : time;
    }
  }

  /**
   * The first worker is always slower.
   *
   * @param ordinary how long a step takes for the others
   * @param factor how many times longer for the first
   */
  record OneSlow(TimeDistribution ordinary, double factor) implements TimeDistribution {
    /** Checks {@code factor}. */
    public OneSlow {
      check(factor >= 1 && factor <= 1e6, "in [1, 1e6]", "factor", factor);
    }

    @Override
    public long nanos(int who, SplittableRandom random) {
      long time = ordinary.nanos(who, random);
      return who == 0 ? Durations.bounded(time * factor) : time;
    }
  }
}
