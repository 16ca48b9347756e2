// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.simulate;

import io.flinksgd.simulation.Experiment;
import io.flinksgd.simulation.Objective;
import io.flinksgd.simulation.Outcome;
import io.flinksgd.simulation.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs experiments, some at a time; their results do not depend on each other. */
final class Bench implements AutoCloseable {
  private final ExecutorService threads;
  private final Progress progress;

  Bench(int atOnce, Progress progress) {
    this.threads = Executors.newFixedThreadPool(atOnce);
    this.progress = progress;
  }

  List<Outcome> run(Objective objective, List<Scenario> scenarios, long steps)
      throws InterruptedException {
    List<Future<Outcome>> running = new ArrayList<>();
    for (int n = 0; n < scenarios.size(); n++) {
      Scenario scenario = scenarios.get(n);
      Progress.Line line = progress.line(scenario.spec().consistency().spec());
      running.add(
          threads.submit(
              () -> {
                Outcome outcome = new Experiment(scenario, objective, steps, line::at).run();
                line.done(outcome);
                return outcome;
              }));
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (Future<Outcome> each : running) {
      outcomes.add(result(each));
    }
    progress.finish();
    return outcomes;
  }

  private static Outcome result(Future<Outcome> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException("simulation failed", e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
