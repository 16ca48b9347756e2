// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.gradient;

import io.flinksgd.example.Rejected;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Turns a mini-batch and a view into a push. Used by one worker thread; implementations may keep
 * scratch space.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Learner extends AutoCloseable {

  /**
   * Floats that a view holds for each coordinate: the optimizer's stride with local steps, else 1
   * (the weight).
   */
  default int viewStride() {
    return 1;
  }

  /**
   * Floats that a push holds for each coordinate: the optimizer's stride with local steps, else 1
   * (the gradient).
   */
  default int pushStride() {
    return 1;
  }

  /**
   * Learns from {@code batch}. Each example is scored before anything is learned from it, which
   * makes the scores a progressive validation.
   *
   * <p>No score and nothing of the push is NaN or infinite: an example that would make it so leaves
   * the batch, and push and scores are those of the others, of none if need be.
   *
   * @param batch entries with {@link MiniBatch#position} filled: where each entry's coordinate
   *     stands in the view
   * @param view {@code viewStride} floats for each distinct coordinate of the batch, in the order
   *     of their numbers; may be longer; local steps overwrite it
   * @param coordinates number of distinct coordinates
   * @param examples number of examples that the model had learned from at the time of the view
   *     (learning-rate clock)
   * @param push receives {@code pushStride} floats for each distinct coordinate, in the same order:
   *     the change of the optimizer's state by local steps (unweighted), or the batch's mean
   *     gradient
   * @param score receives one prediction for each example that stays in the batch, in order; as
   *     long as the batch at least
   * @param ready may be told what is complete, from the end of the push to its beginning, while the
   *     rest is being computed
   * @return the examples that have left the batch, with the reason {@code DIVERGED}; almost always
   *     none
   */
  List<Rejected> learn(
      MiniBatch batch,
      float[] view,
      int coordinates,
      long examples,
      float[] push,
      float[] score,
      Ready ready);

  /** As above, for who does not want to know what is ready. */
  default List<Rejected> learn(
      MiniBatch batch, float[] view, int coordinates, long examples, float[] push, float[] score) {
    return learn(batch, view, coordinates, examples, push, score, from -> {});
  }

  /**
   * The probability of each class for each example of the batch that was learned from last, before
   * it was: so many floats for each example as the model has classes, in order. Empty where the
   * score is the probability or there are no classes. The next batch overwrites it.
   */
  default float[] probabilities() {
    return NO_PROBABILITIES;
  }

  /**
   * Coordinates of pushes that were left as they are, by zeros, because their part broke a limit
   * when others had been {@linkplain Ready sent} already, so that no example could be taken out.
   */
  default long leftOut() {
    return 0;
  }

  /** What a learner without classes has to say of them. */
  float[] NO_PROBABILITIES = {};

  /** Hears which part of a push is complete while the rest is being computed. */
  @FunctionalInterface
  interface Ready {
    /**
     * All scores, which examples are in the batch, and the push of the distinct coordinates {@code
     * from} on, are final.
     */
    void from(int from);
  }

  /** Gives back what the garbage collector does not: native memory. */
  @Override
  default void close() {}
}
