// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.example.Example;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.model.LinearRegression;
import io.flinksgd.model.Loss;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.testing.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** L1, L2 and weight decay pull at what features weigh, and leave the intercept alone. */
final class PenaltyTest {
  private static final Model MODEL = LinearRegression.hashed(18, new Loss.Squared());
  private static final FeatureHasher HASHER = FeatureHasher.bits(18);
  private static final int PASSES = 4000;

  private static final List<Example> RATINGS =
      List.of(
          Example.of(5.4f, HASHER.hash(Map.of("sex", "Female", "name", "Alice"))),
          Example.of(5.8f, HASHER.hash(Map.of("sex", "Male", "name", "Bob"))),
          Example.of(5.9f, HASHER.hash(Map.of("sex", "Male", "name", "Charlie"))));

  @Tag("case")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sgd:rate=0.05,l2=10                | true
          adagrad:rate=0.1,l2=10             | true
          ftrl:alpha=1,l2=10                 | true
          sgd:rate=0.05,l1=10                | true
          adagrad:rate=0.1,l1=10             | true
          ftrl:alpha=0.4,l2=10               | true
          sgd:rate=0.05,l2=10                | false
          adagrad:rate=0.1,l2=10             | false
          ftrl:alpha=1,l2=10                 | false
          momentum:rate=0.05,weight-decay=10 | false
          nesterov:rate=0.05,weight-decay=10 | false
          adam:rate=0.01,weight-decay=10     | false
          """)
  void whatWasNeverSeenScoresAsTheMean(String optimizer, boolean localSteps) {
    double score = scoreOfUnseen(optimizer, localSteps);
    String steps = localSteps ? "local steps" : "gradients";
    Case.near("steps", "an unseen name, " + optimizer + ", " + steps, 5.7, 0.1, score);
  }

  /** A penalty of any strength pulls to zero, not beyond. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"sgd:rate=0.05,l2=1e6", "adagrad:rate=0.1,l2=1e6"})
  void noPenaltyOvershoots(String optimizer) {
    assertThat(scoreOfUnseen(optimizer, true)).isBetween(5.6, 5.8);
    assertThat(scoreOfUnseen(optimizer, false)).isBetween(5.6, 5.8);
  }

  private static double scoreOfUnseen(String optimizer, boolean localSteps) {
    TrainingSpec spec =
        TrainingSpec.of(MODEL)
            .optimizer(Optimizers.parse(optimizer))
            .consistency(Consistency.synchronous())
            .localSteps(localSteps)
            .batch(localSteps ? RATINGS.size() : 1);
    List<Example> input = new ArrayList<>();
    for (int pass = 0; pass < PASSES; pass++) {
      input.addAll(RATINGS);
    }
    LoopSimulation loop = new LoopSimulation(spec, 2, List.of(input), 1);
    assertThat(loop.finishes()).isTrue();
    float[] weights = loop.weights();
    return MODEL.score(HASHER.hash(Map.of("sex", "?", "name", "Dora")), c -> weights[c]);
  }

  @Tag("case")
  @Test
  void aFieldCalledInterceptIsAFeatureLikeOthers() {
    TrainingSpec spec =
        TrainingSpec.of(MODEL).optimizer(Optimizers.parse("sgd:rate=0.05")).batch(4);
    List<Example> input = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      int x = i % 3 - 1;
      input.add(Example.of(2 + x, HASHER.hash(Map.of("intercept", x))));
    }
    LoopSimulation loop = new LoopSimulation(spec, 1, List.of(input), 1);
    assertThat(loop.finishes()).isTrue();
    float[] weights = loop.weights();
    double score = MODEL.score(HASHER.hash(Map.of("intercept", 5)), c -> weights[c]);
    Case.near("steps", "y = 2 + x, x is called intercept; x = 5", 7, 0.01, score);
  }
}
