// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/**
 * A constant {@code B} of elastic consistency: {@code E||x - v||^2 <= alpha^2 B^2} for the model
 * {@code x} that a gradient is applied to and the view {@code v} that it was computed on (Nadiradze
 * et al., AAAI 2021, Definition 1). The schemes are the paper's; each constant is derived anew, in
 * the lines that stand with it. {@code B} is in units of gradient norm.
 *
 * <p>Throughout, {@code p} workers compute gradients {@code g} with {@code E||g||^2 <= M^2} ({@code
 * moment} is {@code M}) and {@code E||g - grad f||^2 <= sigma^2} ({@code deviation} is {@code
 * sigma}); an update is {@code alpha g / p} in parallel steps and {@code alpha g} in single steps.
 * Norms of sums are bounded by Minkowski's inequality, {@code (E||a + b||^2)^(1/2) <=
 * (E||a||^2)^(1/2) + (E||b||^2)^(1/2)}, and so schemes that are combined add their constants, see
 * {@link #plus}.
 *
 * <p>Immutable, of any thread.
 *
 * @param constant {@code B}, finite and {@code >= 0}
 * @param rateLimit the bound holds for learning rates up to this many times {@code 1/L}, where
 *     {@code f} is {@code L}-smooth; infinite when for all
 * @param everyStep whether the gap of every single step is bounded once no gradient is larger than
 *     {@code M}; otherwise the bound is in expectation
 * @param why the derivation in one line
 */
public record ElasticConstant(double constant, double rateLimit, boolean everyStep, String why) {
  private static final double ANY_RATE = Double.POSITIVE_INFINITY;

  /** The variance-bounded schemes: what solves {@code B = q (sqrt2 sigma + 2 L alpha B)}. */
  private static final double PREDICTED_RATE = 1 / 8.0;

  /** Checks the constant. */
  public ElasticConstant {
    Bounded.notNegative("B", constant);
  }

  private static ElasticConstant surely(double constant, String why) {
    return new ElasticConstant(constant, ANY_RATE, true, why);
  }

  /** Rounds that wait for all: {@code B = 0}, since every view is the model. */
  public static ElasticConstant synchronous() {
    return surely(0, "every view is the model");
  }

  /**
   * Parallel steps, each view lacking at most the last {@code tau} gradients of each of the other
   * workers: {@code B = tau M (p - 1) / p}. There are at most {@code tau (p - 1)} of them, each of
   * root second moment {@code alpha M / p}.
   *
   * @param tau rounds, {@code >= 0}
   */
  public static ElasticConstant boundedDelay(int tau, int workers, double moment) {
    double share = (workers(workers) - 1.0) / workers;
    return surely(
        Bounded.atLeast("tau", tau, 0) * moment(moment) * share,
        "a view lacks at most tau (p - 1) gradients of weight alpha / p");
  }

  /**
   * Single steps, each view lacking at most the last {@code tau} updates, whoever sent them: {@code
   * B = tau M}. Under bounded delay with weight one a view lacks {@code (p - 1)} times the delay.
   *
   * @param tau updates, {@code >= 0}
   */
  public static ElasticConstant delayedUpdates(int tau, double moment) {
    return surely(
        Bounded.atLeast("tau", tau, 0) * moment(moment),
        "a view lacks at most tau updates of weight alpha");
  }

  /**
   * Rounds that close while at most {@code missing} gradients are missing, by crash, omission or a
   * straggler, and are folded in later: {@code B = f M / p}. No more than {@code f} gradients of
   * weight {@code alpha / p} are missing at any time.
   *
   * @param missing {@code f}, in {@code [0, p)}
   */
  public static ElasticConstant quorum(int missing, int workers, double moment) {
    return surely(
        missing(missing, workers) * moment(moment) / workers,
        "at most f gradients of weight alpha / p are missing");
  }

  /**
   * As {@link #quorum}, but a worker puts its own gradient in the place of a missing one until that
   * arrives: {@code B = 3 f sigma / p} for {@code alpha <= 1 / (8 L)}. The difference of two
   * gradients has root second moment at most {@code sqrt2 sigma + 2 L alpha B}, whose views are
   * {@code alpha B} from the same model; so {@code B <= (f / p)(sqrt2 sigma + B / 4)}, and {@code B
   * <= 1.89 f sigma / p} solves that.
   *
   * @param missing {@code f}, in {@code [0, p)}
   */
  public static ElasticConstant predictedQuorum(int missing, int workers, double deviation) {
    return new ElasticConstant(
        3.0 * missing(missing, workers) * deviation(deviation) / workers,
        PREDICTED_RATE,
        false,
        "at most f gradients are another worker's, which differ by noise and by their views");
  }

  /**
   * Shared memory without locks, each coordinate of a view lagging at most {@code tau} updates:
   * {@code B = tau M}, since {@code sum_j (sum_k |g_k[j]|)^2 <= tau sum_k ||g_k||^2} over the
   * {@code tau} last updates. The paper has {@code sqrt(d) tau M}.
   *
   * @param tau updates, {@code >= 0}
   */
  public static ElasticConstant sharedMemory(int tau, double moment) {
    return surely(
        Bounded.atLeast("tau", tau, 0) * moment(moment),
        "each coordinate lacks a part of the last tau updates");
  }

  /**
   * Compression {@code Q} with {@code E||Q(w) - w||^2 <= gamma ||w||^2} and error feedback: {@code
   * B = M sqrt(gamma) / (1 - sqrt(gamma))}. What has not been sent grows as {@code r' <=
   * sqrt(gamma) (r + alpha M)}, whose fixed point this is. The paper has {@code M sqrt((2 - gamma)
   * gamma / (1 - gamma)^3)}.
   *
   * @param gamma in {@code [0, 1)}; see {@link Contraction}
   */
  public static ElasticConstant errorFeedback(double gamma, double moment) {
    if (!(gamma >= 0 && gamma < 1)) {
      throw new IllegalArgumentException("gamma must be in [0, 1): gamma=" + gamma);
    }
    double root = Math.sqrt(gamma);
    return new ElasticConstant(
        moment(moment) * root / (1 - root),
        ANY_RATE,
        false,
        "what is left unsent is at most the fixed point of r = sqrt(gamma) (r + alpha M)");
  }

  /**
   * A worker goes on when it has received at least {@code beta} of the norm of the round's
   * gradients, the rest follows: {@code B = (1 - beta) M}. What is missing weighs at most {@code 1
   * - beta} of the round, whose norms add up to at most {@code alpha M}.
   *
   * @param beta in {@code [0, 1]}
   */
  public static ElasticConstant elasticScheduler(double beta, double moment) {
    return surely(
        (1 - beta(beta)) * moment(moment), "at most 1 - beta of the round's norm is missing");
  }

  /**
   * As {@link #elasticScheduler}, but what is missing is predicted by the worker's own gradient and
   * corrected on arrival: {@code B = 3 sigma (p - 1) / p} for {@code alpha <= 1 / (8 L)}, as {@link
   * #predictedQuorum} with {@code f = p - 1}.
   */
  public static ElasticConstant predictedScheduler(int workers, double deviation) {
    return predictedQuorum(workers(workers) - 1, workers, deviation);
  }

  /**
   * The elastic bound: a worker starts a step only while the norm of its updates that a view in use
   * may lack is within its budget. {@code B} is chosen, and holds for every step. A view lacks
   * updates above the watermark only, {@code ||x - v|| <= sum_j U_j}, and the budgets of all
   * workers add up to {@code alpha B}. Since every worker may always have one uncovered step,
   * {@code B >= (p - 1) M / p} in parallel steps: for less, clip gradients to a smaller {@code M},
   * take fewer workers, or rounds.
   *
   * @param chosen {@code B}
   */
  public static ElasticConstant elasticBound(double chosen, int workers, double moment) {
    double least = (workers(workers) - 1) * moment(moment) / workers;
    if (!(chosen >= least)) {
      throw new IllegalArgumentException(
          "B must be >= (p - 1) M / p = "
              + least
              + ", one step of each of the other workers: B="
              + chosen);
    }
    return surely(chosen, "the budgets of the workers add up to alpha B");
  }

  /** Both schemes at once: their constants add up (Minkowski). */
  public ElasticConstant plus(ElasticConstant other) {
    return new ElasticConstant(
        constant + other.constant,
        Math.min(rateLimit, other.rateLimit),
        everyStep && other.everyStep,
        why + "; and " + other.why);
  }

  /** The largest gap {@code ||x - v||} in parameter units, {@code alpha B}. */
  public double gap(double learningRate) {
    return learningRate * constant;
  }

  private static int workers(int workers) {
    return Bounded.atLeast("workers", workers, 1);
  }

  private static double moment(double moment) {
    return Bounded.notNegative("moment", moment);
  }

  private static double deviation(double deviation) {
    return Bounded.notNegative("deviation", deviation);
  }

  private static int missing(int missing, int workers) {
    if (missing < 0 || missing >= workers(workers)) {
      throw new IllegalArgumentException(
          "missing must be in [0, workers): missing=" + missing + " workers=" + workers);
    }
    return missing;
  }

  private static double beta(double beta) {
    if (!(beta >= 0 && beta <= 1)) {
      throw new IllegalArgumentException("beta must be in [0, 1]: beta=" + beta);
    }
    return beta;
  }
}
