// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.evaluation.GapStatistics;
import io.flinksgd.example.Example;
import io.flinksgd.message.Message;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import io.flinksgd.testing.Counting;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Workers and servers together, without Flink, under random delays. */
final class LoopSimulationTest {
  private static final int DIMENSION = 150;
  private static final int SEEDS = 200;

  @Test
  void usageExample() {
    TrainingSpec spec = counting(new Random(1), Consistency.asynchronous(), false);
    List<List<Example>> inputs = Counting.inputs(new Random(1), 2, 60, DIMENSION);
    LoopSimulation loop = new LoopSimulation(spec, 2, inputs, 1);
    assertThat(loop.finishes()).isTrue();
    assertThat(loop.weights())
        .containsExactly(new Counting.CountingModel(DIMENSION, false).counts(inputs));
  }

  @Test
  void everyExampleCountsOnceAndNoViewIsStalerThanItsBound() {
    int waits = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      for (boolean all : new boolean[] {false, true}) {
        Random random = new Random(seed);
        Consistency policy = Consistency.boundedDelay(1 + random.nextInt(3));
        TrainingSpec spec =
            counting(random, policy, all).pipelineDepth(1 + random.nextInt(2)).batch(batch(random));
        List<List<Example>> inputs = Counting.inputs(random, 1 + random.nextInt(4), 60, DIMENSION);
        LoopSimulation loop = new LoopSimulation(spec, 1 + random.nextInt(3), inputs, seed);
        assertExactlyOnce(loop, inputs, all, seed);
        assertStaleness(loop, spec, inputs, seed);
        waits += loop.sent(Message.Wait.class);
      }
    }
    assertThat(waits).as("the gate was closed now and then").isPositive();
  }

  @Test
  void idleWorkersHoldNobodyBackAndJoinAgain() {
    int joins = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      for (Consistency policy : policies(seed)) {
        Random random = new Random(seed);
        TrainingSpec spec = counting(random, policy, false).batch(batch(random));
        if (!policy.rounds()) {
          spec = spec.pipelineDepth(1 + random.nextInt(2));
        }
        List<List<Example>> inputs = Counting.inputs(random, 1 + random.nextInt(4), 60, DIMENSION);
        LoopSimulation loop = new LoopSimulation(spec, 1 + random.nextInt(3), inputs, seed);
        loop.withIdleWorkers();
        assertExactlyOnce(loop, inputs, false, seed);
        assertStaleness(loop, spec, inputs, seed);
        joins += loop.sent(Message.Join.class);
      }
    }
    assertThat(joins).as("workers left and joined").isPositive();
  }

  @Test
  void workersThatMustNotWaitFinishAsGuests() {
    long ungated = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      for (Consistency policy : policies(seed)) {
        Random random = new Random(seed);
        TrainingSpec spec = counting(random, policy, false).batch(batch(random));
        if (!policy.rounds()) {
          spec = spec.pipelineDepth(1 + random.nextInt(2));
        }
        List<List<Example>> inputs = Counting.inputs(random, 1 + random.nextInt(4), 60, DIMENSION);
        LoopSimulation loop = new LoopSimulation(spec, 1 + random.nextInt(3), inputs, seed);
        loop.withGuests();
        assertExactlyOnce(loop, inputs, false, seed);
        ungated += loop.ungatedSteps();
      }
    }
    assertThat(ungated).as("guests passed a closed gate").isPositive();
  }

  @Test
  void noGapIsAboveTheBoundOfTheElasticBound() {
    GapStatistics all = new GapStatistics();
    int waits = 0;
    int confirmed = 0;
    for (long seed = 0; seed < 5 * SEEDS; seed++) {
      Random random = new Random(seed);
      double bound = 1 + random.nextInt(40);
      TrainingSpec spec =
          counting(random, Consistency.elasticGap(bound), random.nextBoolean())
              .pushWeight(random.nextBoolean() ? PushWeight.SINGLE : PushWeight.PARALLEL)
              .batch(batch(random))
              .pipelineDepth(1 + random.nextInt(2))
              .gapSampling(1);
      List<List<Example>> inputs = Counting.inputs(random, 1 + random.nextInt(5), 60, DIMENSION);
      LoopSimulation loop = new LoopSimulation(spec, 1 + random.nextInt(3), inputs, seed);
      if (random.nextBoolean()) {
        loop.withIdleWorkers();
      }
      assertThat(loop.finishes()).as("finishes, seed=%s", seed).isTrue();
      assertThat(loop.gaps().exceeded()).as("seed=%s ratio=%s", seed, loop.gaps().ratio()).isZero();
      all.merge(loop.gaps());
      waits += loop.sent(Message.Wait.class);
      confirmed += loop.sent(Message.ConfirmShare.class);
    }
    assertThat(waits).as("the gate was closed now and then").isPositive();
    assertThat(confirmed).as("workers gave up shares").isPositive();
    // a view never lacks what its own worker pushed: with five workers four parts in five are left
    assertThat(all.ratio()).as("the bound is tight").isGreaterThan(0.75);
  }

  @Test
  void noGapOfARoundIsAboveWhatThePolicyAllows() {
    GapStatistics all = new GapStatistics();
    for (long seed = 0; seed < SEEDS; seed++) {
      for (Consistency policy :
          List.of(
              Consistency.synchronous(),
              Consistency.quorum(1 + (int) (seed % 3)),
              Consistency.elasticScheduler(seed % 5 / 4.0),
              Consistency.predictedScheduler(seed % 5 / 4.0))) {
        Random random = new Random(seed);
        TrainingSpec spec =
            counting(random, policy, false)
                .localSteps(true)
                .pushWeight(PushWeight.PARALLEL)
                .gapSampling(1);
        List<List<Example>> inputs = Counting.inputs(random, 4, 60, DIMENSION);
        LoopSimulation loop = new LoopSimulation(spec, 1 + random.nextInt(3), inputs, seed);
        assertThat(loop.finishes()).as("finishes, seed=%s", seed).isTrue();
        assertThat(loop.gaps().exceeded())
            .as("%s seed=%s ratio=%s", policy, seed, loop.gaps().ratio())
            .isZero();
        all.merge(loop.gaps());
      }
    }
    assertThat(all.max()).isPositive();
  }

  private static List<Consistency> policies(long seed) {
    return List.of(
        Consistency.synchronous(),
        Consistency.asynchronous(),
        Consistency.quorum(1 + (int) (seed % 2)),
        Consistency.elasticScheduler(seed % 5 / 4.0),
        Consistency.elasticGap(1e6),
        Consistency.boundedDelay(1 + (int) (seed % 3)));
  }

  private static TrainingSpec counting(Random random, Consistency policy, boolean all) {
    return TrainingSpec.of(new Counting.CountingModel(DIMENSION, all))
        .optimizer(Counting.Sum.safe())
        .consistency(policy)
        .localSteps(random.nextBoolean())
        .pushWeight(PushWeight.SINGLE)
        .batch(5)
        .pageSize(16);
  }

  private static int batch(Random random) {
    return 1 + random.nextInt(8);
  }

  private static void assertExactlyOnce(
      LoopSimulation loop, List<List<Example>> inputs, boolean all, long seed) {
    try {
      assertThat(loop.finishes()).as("finishes, seed=%s", seed).isTrue();
    } catch (RuntimeException e) {
      fail("seed=" + seed, e);
    }
    assertThat(loop.learned())
        .as("learned, seed=%s", seed)
        .isEqualTo(inputs.stream().mapToLong(List::size).sum());
    assertThat(loop.weights())
        .as("seed=%s", seed)
        .containsExactly(new Counting.CountingModel(DIMENSION, all).counts(inputs));
  }

  private static void assertStaleness(
      LoopSimulation loop, TrainingSpec spec, List<List<Example>> inputs, long seed) {
    assertThat(loop.stalenessMax())
        .as("%s depth=%s seed=%s", spec.consistency(), spec.stepping().pipelineDepth(), seed)
        .isLessThanOrEqualTo(
            spec.consistency().stalenessBound(inputs.size(), spec.stepping().pipelineDepth()));
  }
}
