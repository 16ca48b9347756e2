// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.spec.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Rounds of {@code p} workers with batches of {@code b} are one loop with batches of {@code pb}.
 */
final class SynchronousRoundsTest {
  private static final int FEATURES = 60;
  private static final int BATCH = 6;
  private static final int SEEDS = 500;
  private static final Model MODEL = LogisticRegression.sparse(FEATURES);
  private static final TrainingSpec SPEC =
      TrainingSpec.of(MODEL)
          .optimizer(Optimizers.parse("sgd:rate=0.3"))
          .consistency(Consistency.synchronous())
          .localSteps(false)
          .batch(BATCH)
          .pageSize(16);

  @Test
  void fullBatchesAreOneSequentialLoop() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      int rounds = 1 + random.nextInt(10);
      List<List<Example>> inputs = new ArrayList<>();
      for (int w = 1 + random.nextInt(5); w > 0; w--) {
        inputs.add(examples(random, rounds * BATCH));
      }
      assertSequential(inputs, 1 + random.nextInt(3), seed);
    }
  }

  @Test
  void soAreRoundsWithShortBatchesAndWorkersThatEndEarlier() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<List<Example>> inputs = new ArrayList<>();
      for (int w = 1 + random.nextInt(5); w > 0; w--) {
        inputs.add(examples(random, random.nextInt(50)));
      }
      assertSequential(inputs, 1 + random.nextInt(3), seed);
    }
  }

  private static void assertSequential(List<List<Example>> inputs, int servers, long seed) {
    LoopSimulation loop = new LoopSimulation(SPEC, servers, inputs, seed);
    assertThat(loop.finishes()).as("seed=%s", seed).isTrue();
    assertThat(loop.stalenessMax()).isZero();
    assertThat(loop.weights())
        .as("seed=%s", seed)
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(sequentially(inputs));
  }

  private static float[] sequentially(List<List<Example>> inputs) {
    Optimizer sgd = SPEC.optimizer();
    Learner learner = MODEL.learner(sgd, false);
    float[] weights = new float[MODEL.dimension()];
    float[] push = new float[weights.length];
    for (int from = 0; ; from += BATCH) {
      MiniBatch batch = new MiniBatch(BATCH, Numbering.identity());
      for (List<Example> input : inputs) {
        for (int e = from; e < Math.min(from + BATCH, input.size()); e++) {
          MODEL.append(input.get(e), batch);
        }
      }
      if (batch.size() == 0) {
        return weights;
      }
      learner.learn(batch, weights, weights.length, 0, push, new float[batch.size()]);
      for (int c = 0; c < weights.length; c++) {
        sgd.update(weights, c, push[c], 0.3f);
      }
    }
  }

  private static List<Example> examples(Random random, int n) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int[] indices = random.ints(1 + random.nextInt(5), 0, FEATURES).toArray();
      float[] values = new float[indices.length];
      for (int k = 0; k < values.length; k++) {
        values[k] = (float) random.nextGaussian();
      }
      examples.add(Example.of(random.nextInt(2), new Features.Sparse(indices, values)));
    }
    return examples;
  }
}
