// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.evaluation.GapStatistics;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The elastic scheduler at the level of blocks, on three servers under delays without measure. */
final class BlockSchedulerTest {
  private static final int FEATURES = 40;
  private static final int SERVERS = 3;
  private static final int SEEDS = 300;

  @Test
  void usageExample() {
    TrainingSpec spec =
        spec(1, Consistency.blockScheduler(0.5)).optimizer(optimizer("momentum:rate=0.05"));
    LoopSimulation loop = new LoopSimulation(spec, SERVERS, inputs(1), 1);
    assertThat(loop.finishes()).isTrue();
    assertThat(loop.stalenessMax()).isEqualTo(1);
    assertThat(loop.gaps().exceeded()).isZero();
  }

  @Test
  void withTheWholeNormItIsSynchronousToTheBit() {
    for (long seed = 0; seed < SEEDS; seed++) {
      LoopSimulation synchronous = run(seed, spec(seed, Consistency.synchronous()));
      for (String bound : new String[] {"norm", "variance"}) {
        Consistency whole = Consistency.parse("elastic-scheduler:1,level=block,bound=" + bound);
        LoopSimulation blocks = run(seed, spec(seed, whole));
        assertThat(blocks.weights()).as("seed=%s", seed).containsExactly(synchronous.weights());
        assertThat(blocks.trace()).as("seed=%s", seed).isEqualTo(synchronous.trace());
      }
    }
  }

  @Test
  void noGapIsAboveTwiceTheChangeOfARound() {
    GapStatistics all = new GapStatistics();
    for (long seed = 0; seed < 5 * SEEDS; seed++) {
      String bound = seed % 2 == 0 ? "norm" : "variance";
      double beta = seed % 4 / 4.0;
      Consistency policy =
          Consistency.parse("elastic-scheduler:%s,level=block,bound=%s".formatted(beta, bound));
      LoopSimulation loop = run(seed, spec(seed, policy));
      assertThat(loop.gaps().exceeded()).as("seed=%s ratio=%s", seed, loop.gaps().ratio()).isZero();
      assertThat(loop.stalenessMax()).as("seed=%s", seed).isLessThanOrEqualTo(1);
      all.merge(loop.gaps());
    }
    assertThat(all.ratio()).as("the bound is tight").isGreaterThan(0.99);
  }

  /**
   * What a block lacks is mostly momentum, which the worker has seen, and a gradient like its own.
   */
  @Test
  void aPredictedBlockIsNearerThanOneThatIsLeft() {
    GapStatistics left = new GapStatistics();
    GapStatistics predicted = new GapStatistics();
    for (long seed = 0; seed < SEEDS; seed++) {
      Optimizer momentum = optimizer("momentum:rate=0.05");
      Consistency norm = Consistency.parse("elastic-scheduler:0,level=block,bound=norm");
      left.merge(run(seed, spec(seed, norm).localSteps(false).optimizer(momentum)).gaps());
      Consistency variance = Consistency.blockScheduler(0);
      predicted.merge(run(seed, spec(seed, variance).localSteps(false).optimizer(momentum)).gaps());
    }
    assertThat(predicted.rootMeanSquare()).isLessThan(0.5 * left.rootMeanSquare());
  }

  @Test
  void aSmallerShareWaitsForFewerBlocks() {
    long last = -1;
    for (double beta : new double[] {1, 0.9, 0.6, 0}) {
      long missing = 0;
      for (long seed = 0; seed < SEEDS; seed++) {
        missing +=
            run(seed, spec(seed, Consistency.blockScheduler(beta))).simulation().blocksMissing();
      }
      assertThat(missing).as("beta=%s", beta).isGreaterThan(last);
      last = missing;
    }
  }

  @Test
  void aModelOfWhichABatchPullsAPartIsRefused() {
    TrainingSpec spec =
        TrainingSpec.of(LogisticRegression.sparse(16)).consistency(Consistency.blockScheduler(0.5));
    assertThatThrownBy(spec::check)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model must be pulled as a whole with"
                + " elastic-scheduler:beta=0.5,level=block,bound=variance, whose workers keep its"
                + " blocks: model="
                + spec.model().spec());
  }

  private static LoopSimulation run(long seed, TrainingSpec spec) {
    LoopSimulation loop = new LoopSimulation(spec, SERVERS, inputs(seed), seed);
    if (seed % 3 > 0) {
      loop.withIdleWorkers();
    }
    assertThat(loop.finishes()).as("finishes, seed=%s", seed).isTrue();
    return loop;
  }

  private static Optimizer optimizer(String text) {
    return Optimizers.parse(text);
  }

  private static TrainingSpec spec(long seed, Consistency policy) {
    String[] optimizers = {
      "sgd:rate=0.1",
      "momentum:rate=0.05",
      "nesterov:rate=0.05",
      "adam:rate=0.01",
      "adagrad:rate=0.1"
    };
    Optimizer optimizer = optimizer(optimizers[(int) (seed % optimizers.length)]);
    return TrainingSpec.of(LogisticRegression.dense(FEATURES))
        .optimizer(optimizer)
        .localSteps(optimizer.additive() && seed / 5 % 2 == 0)
        .consistency(policy)
        .pushWeight(seed % 7 == 0 ? PushWeight.SINGLE : PushWeight.PARALLEL)
        .batch(4)
        .gapSampling(1)
        .pageSize(16);
  }

  private static List<List<Example>> inputs(long seed) {
    Random random = new Random(seed);
    List<List<Example>> inputs = new ArrayList<>();
    int workers = 1 + random.nextInt(4);
    for (int w = 0; w < workers; w++) {
      List<Example> input = new ArrayList<>();
      for (int n = 20 + random.nextInt(60); n > 0; n--) {
        float[] values = new float[FEATURES];
        float sum = 0;
        for (int k = 0; k < FEATURES; k++) {
          values[k] = (float) random.nextGaussian();
          sum += (k % 3 - 1) * values[k];
        }
        input.add(Example.of(sum > 0 ? 1f : 0f, new Features.Dense(values)));
      }
      inputs.add(input);
    }
    return inputs;
  }
}
