// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.model.LinearRegression;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.model.Loss;
import io.flinksgd.model.Model;
import io.flinksgd.testing.Case;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class PublishedModelTest {
  @Test
  void usageExample() {
    FeatureHasher hasher = FeatureHasher.bits(5);
    PublishedModel model =
        MadeUpTraining.published(
            Map.of("model", LogisticRegression.hashed(5).spec(), "features", hasher.spec()), 1f);
    Map<String, ?> raw = Map.of("ad", "a17", "price", 0.5);

    double p = model.score(raw);

    assertThat(p).isBetween(0.5, 1.0).isEqualTo(model.score(hasher.hash(raw)));
    assertThat(model.probabilities(raw)).containsExactly(1 - p, p);
    assertThat(model.predict(raw).predictedClass()).hasValue(1);
  }

  @Test
  void aNumberHasNoClasses() {
    Model regression = LinearRegression.dense(2, new Loss.Squared());
    PublishedModel model = MadeUpTraining.published(Map.of("model", regression.spec()), 2f);
    Features features = new Features.Dense(new float[] {1f, 2f});

    Score score = model.predict(features);

    assertThat(score.version()).isEqualTo(7);
    assertThat(score.value()).isEqualTo(OptionalDouble.of(8)).hasValue(model.score(features));
    assertThat(score.predictedClass()).isEqualTo(OptionalInt.empty());
    assertThat(score.probabilities()).isEmpty();
    assertThat(score.refusal()).isEmpty();
    assertThatThrownBy(() -> model.probabilities(features))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("model must have classes");
  }

  @Test
  @Tag("case")
  void whatHasNoFiniteScoreIsRefused() {
    Model regression = LinearRegression.dense(2, new Loss.Squared());
    PublishedModel model = MadeUpTraining.published(Map.of("model", regression.spec()), 3e38f);
    Case.equal(
        "scoring",
        "linear, weights 3e38, x = [1, 1]: the sum overflows",
        "score must be finite: score=Infinity",
        refusal(model, 1f, 1f));
    Case.equal(
        "scoring",
        "linear, x = [1, NaN]",
        "feature 1 must be finite: value=NaN",
        refusal(model, 1f, Float.NaN));
    Case.equal(
        "scoring",
        "linear with 2 features, x = [1]",
        "dense must have length 2: length=1",
        refusal(model, 1f));
  }

  private static String refusal(PublishedModel model, float... values) {
    Features features = new Features.Dense(values);
    assertThatThrownBy(() -> model.score(features)).isInstanceOf(Refusal.class);
    Score score = model.predict(features);
    assertThat(score.value()).isEmpty();
    assertThat(score.predictedClass()).isEmpty();
    assertThat(score.probabilities()).isEmpty();
    return score.refusal();
  }

  /** As progressive accuracy counts: from even on it is class 1. */
  @Test
  void twoClassesAreDividedAtEven() {
    assertThat(Score.of(1, 0.5, true, new double[] {0.5, 0.5}).predictedClass()).hasValue(1);
    assertThat(Score.of(1, Math.nextDown(0.5), true, new double[2]).predictedClass()).hasValue(0);
    assertThat(Score.of(1, 9, false, new double[10]).predictedClass()).hasValue(9);
  }
}
