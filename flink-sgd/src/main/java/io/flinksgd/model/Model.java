package io.flinksgd.model;

import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.optimizer.Optimizer;
import java.io.Serializable;
import java.util.Optional;

/**
 * What is trained: a function of features with {@link #dimension} coordinates as parameters. A
 * model is a description and holds no parameters itself: those live in the servers' pages.
 * Implementations are immutable.
 */
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
   * The rule that {@code example} breaks, if it breaks one; such an example must not be appended to
   * a batch.
   */
  Optional<Rejected> reject(Example example);

  /** Appends the example's entries, the intercept's among them, to {@code batch}. */
  void append(Example example, MiniBatch batch);

  /**
   * A learner for one worker thread.
   *
   * @param localSteps whether it steps example by example on its own view and pushes the sum of the
   *     changes; otherwise it pushes the batch's mean gradient
   */
  Learner learner(Optimizer optimizer, boolean localSteps);

  /**
   * The prediction for {@code features} with the given weights: a probability when {@link
   * #classifies}.
   */
  double score(Features features, Weights weights);

  /**
   * The text from which {@link Models#parse} makes an equal model; part of every published
   * manifest.
   */
  String spec();

  /** The weight of each coordinate, however it is stored. */
  @FunctionalInterface
  interface Weights {
    /** The weight of {@code coordinate}, which is in {@code [0, dimension)}. */
    float at(int coordinate);
  }
}
