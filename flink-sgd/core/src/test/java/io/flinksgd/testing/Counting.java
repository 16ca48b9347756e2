// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.testing;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.optimizer.Optimizer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A model whose every coordinate counts the examples that touched it: what is lost or doubled
 * shows.
 */
public final class Counting {
  private Counting() {}

  /** Touches the coordinates of the example's features, or all of them. */
  public record CountingModel(int dimension, boolean pullsAll) implements MadeUpModel {
    private static final long serialVersionUID = 1L;

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
    public void learn(MiniBatch batch, int coordinates, float[] push, float[] score) {
      Arrays.fill(push, 0, coordinates, 0f);
      for (int k = 0; k < batch.entries(); k++) {
        push[batch.position[k]] += 1f;
      }
    }

    /** What it must have counted after all of these examples. */
    public float[] counts(List<List<Example>> inputs) {
      float[] counts = new float[dimension];
      for (List<Example> input : inputs) {
        for (Example example : input) {
          if (pullsAll) {
            for (int c = 0; c < dimension; c++) {
              counts[c]++;
            }
          } else {
            for (int index : ((Features.Sparse) example.features()).indices()) {
              counts[index]++;
            }
          }
        }
      }
      return counts;
    }

    @Override
    public String spec() {
      return "counting";
    }
  }

  /** Fewer than {@code most} examples for each worker; each touches three coordinates. */
  public static List<List<Example>> inputs(Random random, int workers, int most, int dimension) {
    List<List<Example>> inputs = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      List<Example> input = new ArrayList<>();
      for (int n = random.nextInt(most); n > 0; n--) {
        int[] indices = random.ints(0, dimension).distinct().limit(3).toArray();
        input.add(Example.of(0f, Features.Sparse.ofOnes(indices)));
      }
      inputs.add(input);
    }
    return inputs;
  }

  /** Is called before each update that a server makes without local steps; it may fail. */
  @FunctionalInterface
  public interface Observer extends Serializable {
    /** One more. */
    void updating();
  }

  /** Adds what is pushed. */
  public record Sum(Observer observer) implements Optimizer {
    private static final long serialVersionUID = 1L;

    /** Never fails. */
    public static Sum safe() {
      return new Sum(() -> {});
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
      observer.updating();
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
