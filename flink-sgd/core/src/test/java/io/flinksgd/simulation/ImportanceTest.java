// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.model.LinearRegression;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.model.Loss;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.testing.Case;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps do not overshoot, however important an example and however large a feature. */
@Tag("case")
final class ImportanceTest {
  private static final Model LINEAR = LinearRegression.sparse(1, new Loss.Squared());
  private static final Model LOGISTIC = LogisticRegression.sparse(1);

  @ParameterizedTest
  @CsvSource({"1, true", "1, false", "3, true", "3, false"})
  void anImportantExampleIsNotOvershot(int rows, boolean localSteps) {
    Example row = example(1f, 1f, 100f);
    double score =
        score(LINEAR, "sgd:rate=0.05", localSteps, 1, Collections.nCopies(rows, row), 1f);
    double right = 1 - Math.exp(-10.0 * rows);
    Case.near(
        "steps",
        "%d times {label:1,x:1,weight:100}, sgd:rate=0.05, %s".formatted(rows, said(localSteps)),
        right,
        1e-5,
        score);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sgd:rate=0.05                   | true
          sgd:rate=0.05                   | false
          adagrad:rate=0.1                | true
          ftrl:alpha=0.4                  | true
          sgd:rate=0.05,scale-free=true   | true
          adagrad:rate=0.1,scale-free=true | true
          """)
  void largeFeaturesAreFollowedByWhatGoodOnesTell(String optimizer, boolean localSteps) {
    List<Example> rows = new ArrayList<>(Collections.nCopies(50, example(1f, 100f, 1f)));
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      float x = random.nextFloat();
      rows.add(example(x, x, 1f));
    }
    double score = score(LINEAR, optimizer, localSteps, 20, rows, 0.5f);
    Case.near(
        "steps",
        "50 times {label:1,x:100}, then y = x; x = 0.5, " + optimizer + ", " + said(localSteps),
        0.5,
        0.02,
        score);
  }

  /** The first step of AdaGrad has grown with the root of the importance, as for so many rows. */
  @Test
  void adaGradKnowsWhatIsImportant() {
    String optimizer = "adagrad:rate=0.01";
    List<Example> one = List.of(example(1f, 1f, 1f));
    List<Example> hundred = List.of(example(1f, 1f, 100f));
    double logit = logit(score(LOGISTIC, optimizer, true, 1, one, 1f));
    double important = logit(score(LOGISTIC, optimizer, true, 1, hundred, 1f));
    Case.near(
        "steps",
        "{label:1,x:1} of weight 100 moves so many times as far, " + optimizer,
        10,
        0.6,
        important / logit);
  }

  @ParameterizedTest
  @CsvSource({"sgd:rate=0.05", "adagrad:rate=0.1", "ftrl:alpha=0.4"})
  void aHugeFeatureLeavesWhatWasLearned(String optimizer) {
    for (float huge : new float[] {3e19f, 1e20f, 1e30f}) {
      for (Model model : List.of(LINEAR, LOGISTIC)) {
        List<Example> rows = new ArrayList<>();
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
          float x = 4 * random.nextFloat() - 2;
          rows.add(example(x > 0 ? 1f : 0f, x, 1f));
        }
        double before = score(model, optimizer, true, 20, rows, 1f);
        rows.add(example(0f, huge, 1f));
        double after = score(model, optimizer, true, 20, rows, 1f);
        assertThat(after).as("%s %s %s", optimizer, model, huge).isEqualTo(before);
      }
    }
  }

  private static double logit(double p) {
    return Math.log(p / (1 - p));
  }

  private static String said(boolean localSteps) {
    return localSteps ? "local steps" : "gradients";
  }

  private static Example example(float label, float x, float weight) {
    Features features = new Features.Sparse(new int[] {0}, new float[] {x});
    return new Example(label, weight, features, Example.NO_TIME, "", Origin.UNKNOWN);
  }

  private static double score(
      Model model, String optimizer, boolean localSteps, int batch, List<Example> rows, float x) {
    TrainingSpec spec =
        TrainingSpec.of(model)
            .optimizer(Optimizers.parse(optimizer))
            .consistency(Consistency.synchronous())
            .localSteps(localSteps)
            .batch(batch)
            .pageSize(16);
    LoopSimulation loop = new LoopSimulation(spec, 1, List.of(rows), 1);
    assertThat(loop.finishes()).isTrue();
    float[] weights = loop.weights();
    return model.score(new Features.Sparse(new int[] {0}, new float[] {x}), c -> weights[c]);
  }
}
