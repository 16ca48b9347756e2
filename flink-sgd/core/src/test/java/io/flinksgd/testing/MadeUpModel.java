// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.testing;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizer;
import java.util.List;
import java.util.Optional;

/** A model of a test about the loop: it takes every example and is never asked for a score. */
public interface MadeUpModel extends Model {
  /** Fills in the push, and the scores if the test looks at them. */
  void learn(MiniBatch batch, int coordinates, float[] push, float[] score);

  @Override
  default boolean classifies() {
    return false;
  }

  @Override
  default Optional<Rejected> reject(Example example) {
    return Optional.empty();
  }

  @Override
  default void check(Features features) {}

  @Override
  default Learner learner(Optimizer optimizer, boolean localSteps) {
    return new Learner() {
      @Override
      public List<Rejected> learn(
          MiniBatch batch,
          float[] view,
          int coordinates,
          long examples,
          float[] push,
          float[] score,
          Ready ready) {
        MadeUpModel.this.learn(batch, coordinates, push, score);
        return List.of();
      }
    };
  }

  @Override
  default double score(Features features, Weights weights) {
    return 0;
  }
}
