// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.simulation.Scenario.Failures;
import io.flinksgd.spec.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ExperimentTest {
  private static final int WORKERS = 32;
  private static final long STEPS = 32_000;
  private static final List<String> POLICIES =
      List.of(
          "synchronous",
          "quorum:8",
          "elastic-scheduler:0.75",
          "bounded-delay:4",
          "elastic-bound:4",
          "asynchronous");

  private static Scenario scenario(String policy, Objective objective) {
    TrainingSpec spec =
        TrainingSpec.of(objective.model())
            .optimizer(Optimizers.parse("sgd:rate=0.5,update=plain"))
            .consistency(Consistency.parse(policy))
            .batch(8)
            .localSteps(false)
            .gapSampling(1)
            .pageSize(16);
    return Scenario.of(spec, WORKERS, 2, 7)
        .times(
            TimeDistribution.parse("compute", "stragglers:10ms,share=0.3,delay=50ms,sigma=0.2"),
            TimeDistribution.NONE,
            Network.of(TimeDistribution.parse("network", "lognormal:200us")));
  }

  private static Outcome run(String policy, String objective) {
    Objective problem = Objective.parse(objective, 7);
    return new Experiment(scenario(policy, problem), problem, STEPS, steps -> {}).run();
  }

  @Test
  void everyPolicyComesCloseToTheOptimumAndStaysThere() {
    for (String objective : List.of("quadratic", "logistic")) {
      for (String policy : POLICIES) {
        Outcome outcome = run(policy, objective);
        double first = outcome.loss().points().get(0).excessLoss();
        assertThat(outcome.loss().excess())
            .as("%s, %s", objective, policy)
            .isBetween(0.0, first / 20);
        assertThat(outcome.staleness().gaps().exceeded()).as(policy).isZero();
        assertThat(outcome.work().steps()).isEqualTo(STEPS);
      }
    }
  }

  @Test
  void aStragglerHoldsRoundsAndNotTheElasticBound() {
    double synchronous = run("synchronous", "quadratic").work().stepsPerSecond();
    double elastic = run("elastic-bound:4", "quadratic").work().stepsPerSecond();
    double asynchronous = run("asynchronous", "quadratic").work().stepsPerSecond();
    assertThat(elastic).isGreaterThan(0.95 * asynchronous).isGreaterThan(2.5 * synchronous);
  }

  /** What workers see is what the codec makes of the weights. */
  @Test
  void gapsOfViewsThatAreEncodedAreMeasuredToo() {
    Objective problem = Objective.parse("logistic:20", 7);
    Scenario plain = scenario("bounded-delay:4", problem);
    for (String codec : List.of("bf16", "fp16")) {
      TrainingSpec spec = plain.spec().viewCodec(GradientCodec.parse(codec));
      Scenario encoded =
          Scenario.of(spec, WORKERS, 2, 7)
              .times(
                  TimeDistribution.parse("compute", "exponential:10ms"),
                  TimeDistribution.NONE,
                  Network.of(TimeDistribution.parse("network", "lognormal:200us")));
      Outcome outcome = new Experiment(encoded, problem, STEPS / 8, steps -> {}).run();
      assertThat(outcome.work().steps()).as(codec).isEqualTo(STEPS / 8);
      assertThat(outcome.loss().excess()).as(codec).isLessThan(0.08);
    }
  }

  @Test
  void aCrashCostsTimeAndNoExample() {
    Objective problem = Objective.parse("logistic", 7);
    for (String policy : POLICIES) {
      Scenario calm = scenario(policy, problem);
      Scenario failing =
          calm.failing(
              new Failures(
                  TimeDistribution.parse("crashes", "exponential:1s"),
                  Durations.parse("interval", "200ms"),
                  Durations.parse("restart", "500ms")));
      Outcome outcome = new Experiment(failing, problem, STEPS, steps -> {}).run();
      Outcome without = new Experiment(calm, problem, STEPS, steps -> {}).run();
      assertThat(outcome.recovery().crashes()).as(policy).isGreaterThan(15);
      assertThat(outcome.recovery().checkpoints()).isGreaterThan(45);
      assertThat(outcome.work().steps()).as("some are computed again").isGreaterThan(STEPS);
      assertThat(outcome.work().simulatedSeconds())
          .isGreaterThan(without.work().simulatedSeconds());
    }
  }

  @Test
  void theOptimumOfAnObjectiveIsItsLeastLoss() {
    for (String text : List.of("quadratic:8", "logistic:8", "sparse:50,active=3")) {
      Objective objective = Objective.parse(text, 3);
      SplittableRandom random = new SplittableRandom(1);
      for (int trial = 0; trial < 1000; trial++) {
        float[] weights = new float[objective.model().dimension()];
        for (int c = 0; c < weights.length; c++) {
          weights[c] = (float) (3 * random.nextGaussian());
        }
        assertThat(objective.loss(weights)).isGreaterThan(objective.optimum());
      }
    }
  }

  @Test
  void timesHaveTheMeansThatTheyAreGiven() {
    List<String> wrong = new ArrayList<>();
    for (String text :
        List.of(
            "constant:10ms",
            "exponential:10ms",
            "lognormal:10ms,sigma=0.5",
            "pareto:10ms,shape=3")) {
      TimeDistribution distribution = TimeDistribution.parse("compute", text);
      SplittableRandom random = new SplittableRandom(5);
      double sum = 0;
      int draws = 200_000;
      for (int n = 0; n < draws; n++) {
        sum += distribution.nanos(1, random);
      }
      double mean = sum / draws / 1e6;
      if (Math.abs(mean - 10) > 0.15) {
        wrong.add(text + ": " + mean);
      }
    }
    assertThat(wrong).isEmpty();
    TimeDistribution slow = TimeDistribution.parse("compute", "one-slow:10ms,factor=8");
    assertThat(slow.nanos(0, new SplittableRandom(1))).isEqualTo(80_000_000);
    assertThat(slow.nanos(1, new SplittableRandom(1))).isEqualTo(10_000_000);
    assertThatThrownBy(() -> Durations.parse("compute", "10"))
        .hasMessage("compute must be a time >= 0 such as 200us, 10ms or 1.5s: compute=10");
  }
}
