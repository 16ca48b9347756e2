// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.model.LinearRegression;
import io.flinksgd.model.Loss;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.testing.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A feature that appears twice is one with the sum, for every way to step. */
final class RepeatedFeaturesTest {
  private static final Model MODEL = LinearRegression.sparse(10, new Loss.Squared());

  @Tag("case")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sgd:rate=0.05                     | true
          sgd:rate=0.05,l1=0.01,l2=0.1      | true
          adagrad:rate=0.1                  | true
          adagrad:rate=0.1,l1=0.01,l2=0.1   | true
          ftrl:alpha=0.1                    | true
          ftrl:alpha=0.1,l1=0.01,l2=0.1     | true
          sgd:rate=0.05,l1=0.01,l2=0.1      | false
          adagrad:rate=0.1,l1=0.01,l2=0.1   | false
          ftrl:alpha=0.1,l1=0.01,l2=0.1     | false
          momentum:rate=0.01                | false
          nesterov:rate=0.01                | false
          adam:rate=0.01,weight-decay=0.1   | false
          """)
  void twiceIsTheSum(String optimizer, boolean localSteps) {
    float[] once =
        weights(
            optimizer,
            localSteps,
            i -> new Features.Sparse(new int[] {7, 3}, new float[] {2f, i % 5}));
    float[] twice =
        weights(
            optimizer,
            localSteps,
            i -> new Features.Sparse(new int[] {7, 3, 7}, new float[] {1f, i % 5, 1f}));
    String steps = localSteps ? "local steps" : "gradients";
    String input = "weight of 7, \"7\":1,\"7\":1 for \"7\":2, " + optimizer + ", " + steps;
    Case.equal("steps", input, once[7], twice[7]);
    assertThat(twice).isEqualTo(once);
  }

  private static float[] weights(
      String optimizer, boolean localSteps, IntFunction<Features> features) {
    TrainingSpec spec =
        TrainingSpec.of(MODEL)
            .optimizer(Optimizers.parse(optimizer))
            .consistency(Consistency.synchronous())
            .localSteps(localSteps)
            .batch(3)
            .pageSize(16);
    List<Example> input = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      input.add(Example.of(i % 7, features.apply(i)));
    }
    LoopSimulation loop = new LoopSimulation(spec, 1, List.of(input), 1);
    assertThat(loop.finishes()).isTrue();
    return loop.weights();
  }
}
