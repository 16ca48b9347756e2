// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.consistency.ElasticBoundPolicy;
import io.flinksgd.consistency.MissingParts;
import io.flinksgd.example.Example;
import io.flinksgd.message.Message;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import io.flinksgd.testing.Counting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Laws of the loop that hold for every policy, seed after seed, whatever goes wrong. A seed that
 * fails is named with all that it drew, and {@code -Dseed=N} runs it alone.
 */
final class LoopPropertiesTest {
  private static final int DIMENSION = 60;
  private static final long SEEDS = 6000;

  private final LongAdder waits = new LongAdder();
  private final LongAdder joins = new LongAdder();
  private final LongAdder crashes = new LongAdder();
  private final LongAdder restores = new LongAdder();
  private final LongAdder ungated = new LongAdder();
  private final LongAdder missing = new LongAdder();

  @Test
  void lawsHoldWhateverGoesWrong() {
    forEverySeed(
        seed -> {
          for (Consistency policy : policies(seed)) {
            Case drawn = Case.draw(seed, policy);
            drawn.run(this::count);
          }
        });
    if (Long.getLong("seed") == null) {
      // the laws would hold for want of trouble
      assertThat(waits.sum()).as("gates were closed").isGreaterThan(SEEDS);
      assertThat(joins.sum()).as("workers left and joined").isGreaterThan(SEEDS);
      assertThat(crashes.sum()).as("loops crashed").isGreaterThan(SEEDS);
      assertThat(restores.sum()).as("checkpoints were restored").isGreaterThan(SEEDS / 2);
      assertThat(ungated.sum()).as("guests passed closed gates").isGreaterThan(SEEDS / 10);
      assertThat(missing.sum()).as("blocks were missing").isGreaterThan(SEEDS);
    }
  }

  private void count(LoopSimulation loop) {
    waits.add(loop.sent(Message.Wait.class));
    joins.add(loop.sent(Message.Join.class));
    crashes.add(loop.simulation().crashes());
    restores.add(loop.restores());
    ungated.add(loop.ungatedSteps());
    missing.add(loop.simulation().blocksMissing());
  }

  private static void forEverySeed(LongConsumer law) {
    Long one = Long.getLong("seed");
    if (one != null) {
      law.accept(one);
    } else {
      LongStream.range(0, SEEDS).parallel().forEach(law);
    }
  }

  /** Neighbours among seeds begin alike unless they are mixed. */
  private static Random random(long seed) {
    return new Random(new SplittableRandom(seed).nextLong());
  }

  /** Every policy there is. */
  static List<Consistency> policies(long seed) {
    Random random = random(seed);
    return List.of(
        Consistency.synchronous(),
        Consistency.asynchronous(),
        Consistency.boundedDelay(1 + random.nextInt(4)),
        Consistency.quorum(1 + random.nextInt(3)),
        Consistency.elasticScheduler(random.nextInt(5) / 4.0),
        Consistency.predictedScheduler(random.nextInt(5) / 4.0),
        Consistency.blockScheduler(random.nextInt(5) / 4.0),
        Consistency.parse(
            "elastic-scheduler:level=block,bound=norm,beta=" + random.nextInt(4) / 4.0),
        Consistency.elasticGap(1e6),
        Consistency.elasticGap(1 + random.nextInt(40)),
        Consistency.parse(
            "elastic-bound:gap=%1$d,clip=%1$d".formatted(1 + random.nextInt(40)) + "e-1"),
        Consistency.parse("elastic-bound:clip=off,gap=" + (1 + random.nextInt(40))));
  }

  /** What a loop must bear. */
  enum Trouble {
    IDLE_WORKERS,
    CRASHES,
    GUESTS
  }

  /** A loop that one seed describes, and what must be true of it. */
  record Case(
      long seed,
      TrainingSpec spec,
      int servers,
      List<List<Example>> inputs,
      Set<Trouble> troubles) {

    static Case draw(long seed, Consistency policy) {
      Random random = random(seed);
      boolean all = random.nextInt(4) == 0 || policy.missingParts().lag() > 0;
      TrainingSpec spec =
          TrainingSpec.of(new Counting.CountingModel(DIMENSION, all))
              .optimizer(Counting.Sum.safe())
              .consistency(policy)
              .localSteps(
                  random.nextBoolean() || policy.missingParts() instanceof MissingParts.LatePushes)
              .pushWeight(PushWeight.SINGLE)
              .batch(1 + random.nextInt(6))
              .pipelineDepth(policy.rounds() ? 1 : 1 + random.nextInt(3))
              .gapSampling(1)
              .pageSize(16);
      int servers = 1 + random.nextInt(3);
      List<List<Example>> inputs = Counting.inputs(random, 1 + random.nextInt(5), 40, DIMENSION);
      Set<Trouble> troubles = EnumSet.noneOf(Trouble.class);
      if (random.nextInt(4) == 0) {
        troubles.add(Trouble.GUESTS);
      }
      if (random.nextBoolean()) {
        troubles.add(Trouble.IDLE_WORKERS);
      }
      if (random.nextInt(3) == 0) {
        troubles.add(Trouble.CRASHES);
      }
      return new Case(seed, spec, servers, inputs, troubles);
    }

    void run(Consumer<LoopSimulation> done) {
      LoopSimulation loop = new LoopSimulation(spec, servers, inputs, seed);
      if (troubles.contains(Trouble.IDLE_WORKERS)) {
        loop.withIdleWorkers();
      }
      if (troubles.contains(Trouble.CRASHES)) {
        loop.withCrashes();
      }
      if (troubles.contains(Trouble.GUESTS)) {
        loop.withGuests();
      }
      try {
        check(loop);
        done.accept(loop);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("-Dseed=" + seed + " breaks a law: " + this, e);
      }
    }

    private void check(LoopSimulation loop) {
      assertThat(loop.finishes()).as("every worker makes progress to the end").isTrue();
      assertThat(loop.learned()).as("examples").isEqualTo(examples());
      assertThat(loop.broken()).as("watermarks only advance").isEmpty();
      if (loop.simulation().clipped() == 0) {
        assertThat(loop.weights())
            .as("every gradient counts once")
            .containsExactly(((Counting.CountingModel) spec.model()).counts(inputs));
      }
      if (!troubles.contains(Trouble.GUESTS)) {
        checkGaps(loop);
      }
    }

    /** A guest does not wait, so nothing is promised with one. */
    private void checkGaps(LoopSimulation loop) {
      long updates =
          spec.consistency().stalenessBound(inputs.size(), spec.stepping().pipelineDepth());
      assertThat(loop.stalenessMax()).as("staleness").isLessThanOrEqualTo(updates);
      if (!spec.consistency().spec().endsWith("clip=off")) {
        assertThat(loop.gaps().exceeded())
            .as("gaps above their bounds, the largest %s times", loop.gaps().ratio())
            .isZero();
        if (spec.consistency() instanceof ElasticBoundPolicy clock) {
          assertThat(loop.uncoveredMax())
              .as("all budgets together")
              .isLessThanOrEqualTo(clock.bound() * (1 + 1e-6));
        }
      }
      if (!spec.consistency().rounds()) {
        assertThat(loop.unseen()).as("gaps that are none from outside").isEmpty();
        Distances distances = loop.simulation().distances();
        if (updates < Long.MAX_VALUE) {
          assertThat(distances.max())
              .as("distance seen from outside")
              .isLessThanOrEqualTo(updates * distances.stepMax() * (1 + 1e-9));
        }
      }
    }

    private long examples() {
      return inputs.stream().mapToLong(List::size).sum();
    }

    @Override
    public String toString() {
      return "policy=%s depth=%d batch=%d localSteps=%s all=%s workers=%s servers=%d troubles=%s"
          .formatted(
              spec.consistency().spec(),
              spec.stepping().pipelineDepth(),
              spec.stepping().batch(),
              spec.localSteps(),
              spec.model().pullsAll(),
              Arrays.toString(inputs.stream().mapToInt(List::size).toArray()),
              servers,
              troubles);
    }
  }

  @Test
  void theSameSeedGivesTheSameResultToTheBit() {
    forEverySeed(
        seed -> {
          if (seed % 10 == 0) {
            for (Consistency policy : policies(seed)) {
              Case drawn = Case.draw(seed, policy);
              assertThat(trace(drawn)).as("-Dseed=%s", seed).isEqualTo(trace(drawn));
            }
          }
        });
  }

  private static List<Object> trace(Case drawn) {
    List<Object> trace = new ArrayList<>();
    drawn.run(
        loop -> {
          trace.add(loop.simulation().nanos());
          trace.add(loop.simulation().messages());
          trace.add(loop.simulation().gaps().rootMeanSquare());
          trace.add(loop.trace());
        });
    return trace;
  }
}
