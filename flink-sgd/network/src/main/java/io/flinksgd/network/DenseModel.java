package io.flinksgd.network;

import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.model.Example;
import io.flinksgd.model.Features;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizer;

/**
 * A model whose input is one dense array, and which is pulled as a whole and stepped by the
 * servers' optimizer.
 */
abstract class DenseModel implements Model {
  private static final long serialVersionUID = 1L;

  private transient volatile Scorer scorer;

  /** A learner for one thread. */
  abstract Learner learner();

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
      throw new IllegalArgumentException("localSteps must be off for networks: localSteps=true");
    }
    return learner();
  }

  @Override
  public final double score(Features features, Weights weights) {
    Scorer last = scorer;
    if (last == null) {
      synchronized (this) {
        last = scorer == null ? scorer() : scorer;
        scorer = last;
      }
    }
    return last.score(((Features.Dense) features).values(), weights);
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
