// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.model.Model;
import io.flinksgd.model.Models;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.simulation.Feed;
import io.flinksgd.simulation.Network;
import io.flinksgd.simulation.Probe;
import io.flinksgd.simulation.Scenario;
import io.flinksgd.simulation.Simulation;
import io.flinksgd.simulation.TimeDistribution;
import io.flinksgd.spec.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks in the simulator: they begin with their initial weights, without which none learns. */
final class SimulatedTrainingTest {
  private static final int CLASSES = 3;
  private static final int WORKERS = 2;

  @ParameterizedTest
  @ValueSource(
      strings = {"synchronous", "elastic-scheduler:0,level=block", "elastic-bound:gap=0.2"})
  void learnsWhateverTheConsistency(String consistency) {
    Model model = Models.parse("mlp:input=4,classes=3,hidden=16");
    TrainingSpec spec =
        TrainingSpec.of(model)
            .optimizer(Optimizers.parse("momentum:rate=0.05,momentum=0.9,warm-up=500"))
            .localSteps(false)
            .consistency(Consistency.parse(consistency))
            .batch(8)
            .pageSize(16);
    Random random = new Random(1);
    List<List<Example>> inputs = new ArrayList<>();
    for (int w = 0; w < WORKERS; w++) {
      inputs.add(random.ints(2000, 0, CLASSES).mapToObj(c -> example(c, random)).toList());
    }
    TimeDistribution milli = TimeDistribution.parse("time", "exponential:1ms");
    Scenario scenario = Scenario.of(spec, WORKERS, 3, 1).times(milli, milli, Network.of(milli));
    Simulation simulation = new Simulation(scenario, Feed.of(inputs), new Probe() {});

    assertThat(simulation.run(1_000_000)).isTrue();

    float[] weights = simulation.weights();
    int right = 0;
    for (int n = 0; n < 300; n++) {
      Example example = example(n % CLASSES, random);
      right += model.score(example.features(), c -> weights[c]) == example.label() ? 1 : 0;
    }
    assertThat(right).isGreaterThan(285);
  }

  /** The class's number stands out. */
  private static Example example(int label, Random random) {
    float[] values = new float[4];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) random.nextGaussian() * 0.3f + (k == label ? 1 : 0);
    }
    return Example.of(label, new Features.Dense(values));
  }
}
