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
    int atTheBound = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      for (boolean all : new boolean[] {false, true}) {
        Drawn drawn = Drawn.of(Consistency.boundedDelay(1 + (int) (seed % 3)), all, seed);
        drawn.assertExactlyOnce();
        drawn.assertStaleness();
        waits += drawn.loop.sent(Message.Wait.class);
        atTheBound += drawn.loop.stalenessMax() == drawn.stalenessBound() ? 1 : 0;
      }
    }
    assertThat(waits).as("the gate was closed").isGreaterThan(8_000);
    assertThat(atTheBound).as("loops with a view as stale as it may be").isGreaterThan(200);
  }

  @Test
  void idleWorkersHoldNobodyBackAndJoinAgain() {
    int joins = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      for (Consistency policy : policies(seed)) {
        Drawn drawn = Drawn.of(policy, false, seed);
        drawn.loop.withIdleWorkers();
        drawn.assertExactlyOnce();
        drawn.assertStaleness();
        joins += drawn.loop.sent(Message.Join.class);
      }
    }
    assertThat(joins).as("workers left and joined").isGreaterThan(3_000);
  }

  @Test
  void workersThatMustNotWaitFinishAsGuests() {
    long ungated = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      for (Consistency policy : policies(seed)) {
        Drawn drawn = Drawn.of(policy, false, seed);
        drawn.loop.withGuests();
        drawn.assertExactlyOnce();
        ungated += drawn.loop.ungatedSteps();
      }
    }
    assertThat(ungated).as("guests passed a closed gate").isGreaterThan(150);
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
              .pipelineDepth(depth(random))
              .gapSampling(1);
      Drawn drawn = Drawn.of(random, spec, 1 + random.nextInt(5), seed);
      if (random.nextBoolean()) {
        drawn.loop.withIdleWorkers();
      }
      all.merge(drawn.gapsWithinBounds());
      waits += drawn.loop.sent(Message.Wait.class);
      confirmed += drawn.loop.sent(Message.ConfirmShare.class);
    }
    assertThat(waits).as("the gate was closed").isGreaterThan(40_000);
    assertThat(confirmed).as("workers gave up shares").isGreaterThan(8_000);
    // a view never lacks what its own worker pushed: with five workers four parts in five are left
    assertThat(all.ratio()).as("the bound is tight").isGreaterThan(0.79);
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
        all.merge(Drawn.of(random, spec, 4, seed).gapsWithinBounds());
      }
    }
    assertThat(all.ratio()).as("the bound is near").isGreaterThan(0.55);
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

  private static int depth(Random random) {
    return 1 + random.nextInt(2);
  }

  /** A loop that was drawn from a seed. */
  private record Drawn(
      TrainingSpec spec, List<List<Example>> inputs, LoopSimulation loop, long seed) {
    static Drawn of(Consistency policy, boolean all, long seed) {
      Random random = new Random(seed);
      TrainingSpec spec = counting(random, policy, all).batch(batch(random));
      if (!policy.rounds()) {
        spec = spec.pipelineDepth(depth(random));
      }
      return of(random, spec, 1 + random.nextInt(4), seed);
    }

    static Drawn of(Random random, TrainingSpec spec, int workers, long seed) {
      List<List<Example>> inputs = Counting.inputs(random, workers, 60, DIMENSION);
      int servers = 1 + random.nextInt(3);
      return new Drawn(spec, inputs, new LoopSimulation(spec, servers, inputs, seed), seed);
    }

    void assertExactlyOnce() {
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
          .containsExactly(((Counting.CountingModel) spec.model()).counts(inputs));
    }

    void assertStaleness() {
      assertThat(loop.stalenessMax())
          .as("%s depth=%s seed=%s", spec.consistency(), spec.stepping().pipelineDepth(), seed)
          .isLessThanOrEqualTo(stalenessBound());
    }

    long stalenessBound() {
      return spec.consistency().stalenessBound(inputs.size(), spec.stepping().pipelineDepth());
    }

    GapStatistics gapsWithinBounds() {
      assertThat(loop.finishes()).as("finishes, seed=%s", seed).isTrue();
      assertThat(loop.gaps().exceeded())
          .as("%s seed=%s ratio=%s", spec.consistency(), seed, loop.gaps().ratio())
          .isZero();
      return loop.gaps();
    }
  }
}
