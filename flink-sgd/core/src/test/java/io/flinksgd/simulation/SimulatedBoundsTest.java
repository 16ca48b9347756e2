// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.consistency.ElasticConstant;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Push;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.spec.TrainingSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * The constants of {@link ElasticConstant} against training runs: no gap is above {@code alpha B},
 * with the largest gradient of the run for {@code M}, and none of the bounds is far off.
 */
final class SimulatedBoundsTest {
  private static final int SEEDS = 40;
  private static final double RATE = 0.25;

  /** What a run has shown while all workers took part. */
  private static final class Run implements Probe {
    private final Map<Long, Double> squares = new HashMap<>();
    private final int workers;
    private double moment;
    private double gapMax;
    private double squaredGaps;
    private int gaps;
    private boolean over;

    Run(String policy, String objective, int workers, int servers, long seed) {
      this.workers = workers;
      Objective problem = Objective.parse(objective, seed);
      TrainingSpec spec =
          TrainingSpec.of(problem.model())
              .optimizer(Optimizers.parse("sgd:rate=" + RATE + ",update=plain"))
              .consistency(Consistency.parse(policy))
              .batch(2)
              .localSteps(policy.contains("variance"))
              .gapSampling(1)
              .pageSize(16);
      Scenario scenario =
          Scenario.of(spec, workers, servers, seed)
              .times(
                  TimeDistribution.parse("compute", "pareto:10ms,shape=1.3"),
                  TimeDistribution.NONE,
                  Network.of(TimeDistribution.parse("network", "exponential:2ms")));
      Feed feed = new DrawnFeed(problem, workers, 2L * 60 * workers, seed);
      assertThat(new Simulation(scenario, feed, this).run(Long.MAX_VALUE)).isTrue();
    }

    @Override
    public void sent(long nanos, Message message) {
      over |= message instanceof Message.Leave;
      if (message instanceof Message.Step step && step.push().present() && !over) {
        Push push = step.push();
        double sum = 0;
        Payload.Plain plain = push.update().plain();
        for (int k = plain.from(); k < plain.from() + plain.count(); k++) {
          sum += plain.values()[k] * plain.values()[k];
        }
        long id = push.id() * workers + step.worker();
        moment = Math.max(moment, Math.sqrt(squares.merge(id, sum, Double::sum)));
      }
    }

    @Override
    public void gap(long nanos, int worker, double gap, double bound, double rate) {
      if (!over) {
        gaps++;
        gapMax = Math.max(gapMax, gap);
        squaredGaps += gap * gap;
      }
    }
  }

  private static double ratio(
      String policy, ToDoubleFunction<Run> stated, ToDoubleFunction<Run> shown) {
    List<String> broken = new ArrayList<>();
    double most = 0;
    int measured = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      for (String objective : new String[] {"quadratic:40", "logistic:40", "sparse:64,active=4"}) {
        int workers = 8;
        int servers = 1 + new SplittableRandom(seed).nextInt(3);
        Run run = new Run(policy, objective, workers, servers, seed);
        double bound = stated.applyAsDouble(run);
        double was = shown.applyAsDouble(run);
        measured += run.gaps;
        if (was > bound * (1 + 1e-5) + 1e-6) {
          broken.add("%s seed=%d: %s > %s".formatted(objective, seed, was, bound));
        }
        most = Math.max(most, bound == 0 ? 0 : was / bound);
      }
    }
    assertThat(broken).as(policy).isEmpty();
    assertThat(measured).as("gaps measured").isGreaterThan(600 * SEEDS);
    System.out.printf("%s: the largest gap is %.2f of alpha B%n", policy, most);
    return most;
  }

  /** For every step. */
  private static double strictly(String policy, ToDoubleFunction<Run> constant) {
    return ratio(policy, run -> RATE * constant.applyAsDouble(run), run -> run.gapMax);
  }

  @Test
  void synchronousViewsLackNothing() {
    assertThat(strictly("synchronous", run -> ElasticConstant.synchronous().constant())).isZero();
  }

  @Test
  void boundedDelayHoldsItsConstant() {
    for (int tau : new int[] {1, 2, 4}) {
      double ratio =
          strictly(
              "bounded-delay:" + tau,
              run -> ElasticConstant.boundedDelay(tau, 8, run.moment).constant());
      assertThat(ratio).as("not vacuous, tau=%s", tau).isGreaterThan(0.3);
    }
  }

  @Test
  void quorumHoldsItsConstant() {
    for (int missing : new int[] {1, 3}) {
      double ratio =
          strictly(
              "quorum:" + missing,
              run -> ElasticConstant.quorum(missing, 8, run.moment).constant());
      assertThat(ratio).as("not vacuous, f=%s", missing).isGreaterThan(0.8);
    }
  }

  @Test
  void theElasticSchedulerHoldsItsConstant() {
    for (double beta : new double[] {0.5, 0.75}) {
      double ratio =
          strictly(
              "elastic-scheduler:" + beta,
              run -> ElasticConstant.elasticScheduler(beta, run.moment).constant());
      assertThat(ratio).as("not vacuous, beta=%s", beta).isGreaterThan(0.45);
    }
  }

  /** In expectation; the changes of local steps, over the rate, are the gradients. */
  @Test
  void thePredictingSchedulerHoldsItsConstant() {
    double ratio =
        ratio(
            "elastic-scheduler:beta=0.5,bound=variance",
            run -> RATE * ElasticConstant.predictedScheduler(8, run.moment / RATE).constant(),
            run -> Math.sqrt(run.squaredGaps / run.gaps));
    assertThat(ratio).as("not vacuous").isGreaterThan(0.1);
  }

  @Test
  void theElasticBoundHoldsWhatWasChosen() {
    for (double b : new double[] {1, 4}) {
      double ratio =
          strictly(
              "elastic-bound:bound=" + b + ",clip=" + b / 32,
              run -> ElasticConstant.elasticBound(b, 8, b / 4).constant());
      assertThat(ratio).as("not vacuous, B=%s", b).isGreaterThan(0.33);
    }
  }
}
