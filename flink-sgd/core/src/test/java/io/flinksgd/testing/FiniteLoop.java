// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.codec.DenseCodec;
import io.flinksgd.evaluation.Scores;
import io.flinksgd.example.Example;
import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.layout.Coordinates;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Push;
import io.flinksgd.simulation.Feed;
import io.flinksgd.simulation.Network;
import io.flinksgd.simulation.Probe;
import io.flinksgd.simulation.Scenario;
import io.flinksgd.simulation.Simulation;
import io.flinksgd.simulation.TimeDistribution;
import io.flinksgd.spec.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Trains in the simulator and sees to it that no message, score, figure or weight is NaN or
 * infinite, and that every example is learned from or rejected. Examples that the model rejects are
 * left out, as a job does.
 */
public final class FiniteLoop implements Probe {
  private static final long MOST_EVENTS = 10_000_000;

  private final TrainingSpec spec;
  private final DenseCodec pushes;
  private final List<Rejected> rejected = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private final Scores scores = new Scores();
  private double weight;
  private long learned;
  private long given;
  private boolean rated;
  private Simulation simulation;

  private FiniteLoop(TrainingSpec spec) {
    this.spec = spec;
    this.pushes = new DenseCodec(spec.encoding().codec(), spec.model().trainable(), 0);
  }

  /**
   * Trains on {@code inputs}, one list for each worker.
   *
   * @param scenario what else is to go on in the simulation
   */
  public static FiniteLoop of(
      TrainingSpec spec,
      int servers,
      long seed,
      List<List<Example>> inputs,
      UnaryOperator<Scenario> scenario) {
    FiniteLoop loop = new FiniteLoop(spec);
    List<List<Example>> accepted =
        inputs.stream()
            .map(each -> each.stream().filter(e -> spec.model().reject(e).isEmpty()).toList())
            .toList();
    loop.given = accepted.stream().mapToLong(List::size).sum();
    TimeDistribution milli = TimeDistribution.parse("time", "exponential:1ms");
    Scenario planned =
        Scenario.of(spec, inputs.size(), servers, seed).times(milli, milli, Network.of(milli));
    loop.simulation = new Simulation(scenario.apply(planned), Feed.of(accepted), loop);
    loop.run();
    return loop;
  }

  /** One worker, one server, nothing goes wrong. */
  public static FiniteLoop of(TrainingSpec spec, List<Example> input) {
    return of(spec, 1, 1, List.of(input), scenario -> scenario);
  }

  private void run() {
    assertThat(simulation.run(MOST_EVENTS)).as("every worker makes progress").isTrue();
    finite("weight", simulation.weights(), 0, simulation.weights().length);
    figures();
    assertThat(broken).isEmpty();
    if (simulation.crashes() == 0) {
      assertThat(learned + rejected.size()).as("learned or rejected").isEqualTo(given);
      assertThat(scores.examples()).isEqualTo(learned);
    }
  }

  private void figures() {
    if (weight > 0) {
      finite("logLoss", scores.logLoss());
      finite("baseRate", scores.baseRate());
      finite("rmse", scores.rmse());
      finite("meanAbsoluteError", scores.meanAbsoluteError());
    }
    if (simulation.gaps().samples() > 0) {
      finite("gap", simulation.gaps().rootMeanSquare());
      finite("largest gap", simulation.gaps().max());
      if (rated) {
        finite("bHat", simulation.gaps().bHat());
      }
    }
  }

  @Override
  public void begins(long nanos, long epoch, long examples) {
    learned = examples;
  }

  @Override
  public void learned(long nanos, int worker, MiniBatch batch, float[] score) {
    learned += batch.size();
    finite("score", score, 0, batch.size());
    for (int e = 0; e < batch.size(); e++) {
      weight += batch.weight[e];
      scores.add(score[e], batch.label[e], batch.weight[e]);
    }
  }

  @Override
  public void rejected(long nanos, int worker, Rejected example) {
    assertThat(example.reason()).isEqualTo(Rejected.Reason.DIVERGED);
    rejected.add(example);
  }

  @Override
  public void gap(long nanos, int worker, double gap, double bound, double rate) {
    finite("gap", gap);
    rated |= rate > 0;
  }

  @Override
  public void sent(long nanos, Message message) {
    if (message instanceof Message.Step step && step.push().present()) {
      Push push = step.push();
      Coordinates of = push.update().coordinates();
      finite("view", push.view().weights(), 0, push.view().weights().length);
      if (push.update().payload() instanceof Payload.Encoded payload) {
        finite(
            "encoded push", pushes.decode(payload.encoded(), of.count(), of.at(0)), 0, of.count());
      } else {
        finite("push", push.update().plain());
      }
    } else if (message instanceof Message.Reply reply
        && reply.view().payload() instanceof Payload.Plain plain) {
      finite("reply", plain);
    }
  }

  private void finite(String what, Payload.Plain plain) {
    finite(what, plain.values(), plain.from(), plain.count());
  }

  private void finite(String what, float[] values, int from, int count) {
    for (int k = from; k < from + count; k++) {
      finite(what, values[k]);
    }
  }

  private void finite(String what, double value) {
    if (!Double.isFinite(value) && broken.size() < 10) {
      broken.add(what + " is " + value);
    }
  }

  /** The weight of every coordinate. */
  public float[] weights() {
    return simulation.weights();
  }

  /** What the model says in the end. */
  public double score(Example example) {
    float[] weights = simulation.weights();
    return spec.model().score(example.features(), c -> weights[c]);
  }

  /** Examples that were not learned from. */
  public List<Rejected> rejected() {
    return rejected;
  }
}
