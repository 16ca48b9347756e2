// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizer;
import java.util.Optional;

/**
 * A model whose input is one dense array, and which is pulled as a whole and stepped by the
 * servers' optimizer.
 */
abstract class DenseModel implements Model {
  private static final long serialVersionUID = 1L;

  private static final double[] NOBODY_ASKS = {};

  private transient volatile Scorer scorer;

  /** Checks that features are dense, finite and as many as the input has. */
  @Override
  public final void check(Features features) {
    if (!(features instanceof Features.Dense dense)) {
      throw new Refusal(
          Reason.WRONG_DIMENSION, "features must be dense: sparse=" + features.size());
    }
    dense.check(denseFeatures());
  }

  /** The rule that the features of {@code example} break, if they break one. */
  final Optional<Rejected> rejectFeatures(Example example) {
    try {
      check(example.features());
    } catch (Refusal refusal) {
      return rejected(refusal.reason(), refusal.getMessage(), example);
    }
    return Optional.empty();
  }

  /**
   * The rejection of an example whose label is not the number of one of {@code classes} classes.
   */
  static Optional<Rejected> rejectLabel(Example example, int classes) {
    float label = example.label();
    if (label >= 0 && label < classes && label == Math.rint(label)) {
      return Optional.empty();
    }
    return rejected(
        Reason.BAD_LABEL,
        "label must be a whole number in [0, " + classes + "): label=" + label,
        example);
  }

  static Optional<Rejected> rejected(Reason reason, String detail, Example example) {
    return Optional.of(Rejected.of(reason, detail, example.origin(), example.key()));
  }

  /** A learner for one thread, whose gradients {@code optimizer} steps by. */
  abstract Learner learner(Optimizer optimizer);

  /** A scorer for all threads; it holds native memory once it has scored. */
  abstract Scorer scorer();

  @Override
  public final boolean pullsAll() {
    return true;
  }

  @Override
  public final boolean classifies() {
    return false;
  }

  @Override
  public final boolean localSteps() {
    return false;
  }

  @Override
  public final void append(Example example, MiniBatch batch) {
    batch.dense(((Features.Dense) example.features()).values());
    batch.endExample(
        example.label(), example.weight(), example.eventTime(), example.key(), example.origin());
  }

  /**
   * @throws IllegalArgumentException with {@code localSteps}: the servers' optimizer steps
   */
  @Override
  public final Learner learner(Optimizer optimizer, boolean localSteps) {
    if (localSteps) {
      throw new IllegalArgumentException(
          "local-steps must be false for networks: local-steps=true");
    }
    return learner(optimizer);
  }

  @Override
  public final double score(Features features, Weights weights) {
    return score(weights, features, NOBODY_ASKS);
  }

  @Override
  public final double score(Features features, Weights weights, double[] probabilities) {
    return classes() == 0
        ? Model.super.score(features, weights, probabilities)
        : score(weights, features, probabilities);
  }

  private double score(Weights weights, Features features, double[] probabilities) {
    check(features);
    Scorer last = scorer;
    if (last == null) {
      synchronized (this) {
        last = scorer == null ? scorer() : scorer;
        scorer = last;
      }
    }
    return last.score(((Features.Dense) features).values(), weights, probabilities);
  }

  @Override
  public abstract boolean equals(Object other);

  @Override
  public final int hashCode() {
    return spec().hashCode();
  }

  @Override
  public final String toString() {
    return spec();
  }
}
