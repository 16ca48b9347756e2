// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.optimizer.Optimizer;
import java.io.Serializable;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What is trained: a function of features with {@link #dimension} coordinates as parameters. A
 * model is a description and holds no parameters itself: those live in the servers' pages.
 * Implementations are immutable: one serves all threads.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Model extends Serializable {

  /** Number of coordinates, the intercept included; fixed for the life of a job. */
  int dimension();

  /**
   * Whether every step needs every coordinate; otherwise a step pulls only what its batch touches.
   */
  boolean pullsAll();

  /** Whether the labels are 0 and 1 and {@link #score} is a probability. */
  boolean classifies();

  /**
   * How many classes it knows, whose numbers, from 0, are the labels; 0 if it predicts a number.
   * {@link #score} is the number of the most probable class, unless the model {@link #classifies}:
   * then it is the probability of class 1.
   */
  default int classes() {
    return classifies() ? 2 : 0;
  }

  /**
   * The first coordinate that no optimizer steps: from here on coordinates are running averages, of
   * a network's batch statistics for example. A push holds {@code value - observed} for them, and a
   * server moves them by {@link #AVERAGING} times that. By default there are none.
   */
  default int trainable() {
    return dimension();
  }

  /**
   * The coordinates that L1, L2 and weight decay leave alone, as they do not depend on features: a
   * linear model's intercept, a network's biases. Ranges, ascending: from (inclusive), to
   * (exclusive), from, to, ...; none touches the next. By default there are none.
   */
  default int[] unpenalised() {
    return new int[0];
  }

  /** What part of the way a running average goes towards a new observation. */
  float AVERAGING = 0.1f;

  /**
   * The weights with which training begins: a function of the coordinate alone, so that any server
   * can make any page, at any time, the same. By default all are zero.
   *
   * @param first the coordinate of {@code weights[0]}
   * @param weights holds zeros; receives the weights of {@code first}, {@code first + 1}, ...
   */
  default void initial(int first, float[] weights) {}

  /** Numbers in an example's dense features, 0 if features are of another kind. */
  default int denseFeatures() {
    return 0;
  }

  /** Coordinates that sparse features name by number, 0 if features are of another kind. */
  default int sparseFeatures() {
    return 0;
  }

  /** Hashed features have {@code 2^bits} coordinates; 0 if features are of another kind. */
  default int hashedBits() {
    return 0;
  }

  /** Whether {@link #learner} can step example by example. */
  default boolean localSteps() {
    return true;
  }

  /**
   * The rule that {@code example} breaks, if it breaks one; such an example must not be appended to
   * a batch.
   */
  Optional<Rejected> reject(Example example);

  /**
   * Checks what {@link #reject} asks of an example's features.
   *
   * @throws Refusal with the rule that they break
   */
  void check(Features features);

  /**
   * Appends the example's entries to {@code batch}: each coordinate at most once, and the
   * intercept, if there is one, last.
   */
  void append(Example example, MiniBatch batch);

  /**
   * A learner for one worker thread.
   *
   * @param localSteps whether it steps example by example on its own view and pushes the sum of the
   *     changes; otherwise it pushes the batch's mean gradient
   * @throws IllegalArgumentException if the model has no {@link #localSteps} and they are asked for
   */
  Learner learner(Optimizer optimizer, boolean localSteps);

  /**
   * The prediction for {@code features} with the given weights: see {@link #classes}. It is not
   * finite if the arithmetic overflows.
   *
   * @throws Refusal if the features do not pass {@link #check}
   */
  double score(Features features, Weights weights);

  /**
   * As {@link #score(Features, Weights)}, and with it the probability of each class.
   *
   * @param probabilities receives {@link #classes} numbers that add up to 1, in the order of the
   *     classes
   * @throws Refusal if the features do not pass {@link #check}
   * @throws IllegalStateException if the model has no classes
   */
  default double score(Features features, Weights weights, double[] probabilities) {
    if (!classifies()) {
      throw new IllegalStateException(
          "model must have classes to give their probabilities: model=" + spec());
    }
    double score = score(features, weights);
    probabilities[0] = 1 - score;
    probabilities[1] = score;
    return score;
  }

  /**
   * The text from which {@link Models#published} makes an equal model; part of every published
   * manifest.
   */
  String spec();

  /**
   * What {@link #spec} names by its SHA-256 and does not say, if there is any: it is published with
   * the model, so that {@link Models#published} can make an equal one anywhere.
   */
  default Optional<Artifact> artifact() {
    return Optional.empty();
  }

  /** The weight of each coordinate, however it is stored. */
  @FunctionalInterface
  interface Weights {
    /** The weight of {@code coordinate}, which is in {@code [0, dimension)}. */
    float at(int coordinate);
  }
}
