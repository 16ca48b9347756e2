// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.testing;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A model whose every coordinate counts the examples that touched it: what is lost or doubled
 * shows.
 */
public final class Counting {
  private Counting() {}

  /** Touches the coordinates of the example's features, or all of them. */
  public record CountingModel(int dimension, boolean pullsAll) implements Model {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean classifies() {
      return false;
    }

    @Override
    public Optional<Rejected> reject(Example example) {
      return Optional.empty();
    }

    @Override
    public void check(Features features) {}

    @Override
    public void append(Example example, MiniBatch batch) {
      if (pullsAll) {
        for (int c = 0; c < dimension; c++) {
          batch.entry(c, 1f);
        }
      } else {
        Features.Sparse sparse = (Features.Sparse) example.features();
        batch.entries(sparse.indices(), sparse.values(), sparse.size());
      }
      batch.endExample(
          example.label(), example.weight(), example.eventTime(), example.key(), example.origin());
    }

    @Override
    public Learner learner(Optimizer optimizer, boolean localSteps) {
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
          Arrays.fill(push, 0, coordinates, 0f);
          for (int k = 0; k < batch.entries(); k++) {
            push[batch.position[k]] += 1f;
          }
          return List.of();
        }
      };
    }

    @Override
    public double score(Features features, Weights weights) {
      return 0;
    }

    @Override
    public String spec() {
      return "counting";
    }
  }

  /**
   * Adds what is pushed. Without local steps it is the server that calls {@link #update}, and it
   * may fail there.
   */
  public record Sum(long failAt) implements Optimizer {
    private static final long serialVersionUID = 1L;
    private static final AtomicLong UPDATES = new AtomicLong();

    /** Never fails. */
    public static Sum safe() {
      return new Sum(Long.MAX_VALUE);
    }

    /** Fails once, at the given update of the process from now on. */
    public static Sum failingAt(long update) {
      UPDATES.set(0);
      return new Sum(update);
    }

    @Override
    public int stride() {
      return 1;
    }

    @Override
    public boolean additive() {
      return true;
    }

    @Override
    public float weight(float[] block, int at) {
      return block[at];
    }

    @Override
    public void update(float[] block, int at, float gradient, float rate) {
      if (failAt != Long.MAX_VALUE && UPDATES.incrementAndGet() == failAt) {
        throw new IllegalStateException("induced server failure");
      }
      block[at] += gradient;
    }

    @Override
    public float rate(long examples) {
      return 1f;
    }

    @Override
    public String spec() {
      return "sum";
    }
  }
}
