// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.testing.Case;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class LinearModelTest {
  private static final Origin ORIGIN = new Origin("clicks", 2, 77);

  @Test
  void usageExample() {
    Model model = LinearRegression.sparse(4, new Loss.Squared());
    MiniBatch batch = new MiniBatch(1, Numbering.identity());
    Example example = Example.of(3f, sparse(new int[] {2, 0}, 0.5f, -1f));
    assertThat(model.reject(example)).isEmpty();
    model.append(example, batch);
    assertThat(batch.size()).isEqualTo(1);
    assertThat(Arrays.copyOf(batch.position, batch.entries())).containsExactly(2, 0, 4);
    assertThat(Arrays.copyOf(batch.value, batch.entries())).containsExactly(0.5f, -1f, 1f);
    float[] weights = {1f, 9f, 4f, 9f, 10f};
    assertThat(model.score(example.features(), c -> weights[c])).isEqualTo(4 * 0.5 - 1 + 10);
  }

  @Test
  void dimensionCountsTheIntercept() {
    assertThat(LogisticRegression.dense(3).dimension()).isEqualTo(4);
    assertThat(LogisticRegression.sparse(3).dimension()).isEqualTo(4);
    assertThat(LogisticRegression.hashed(3).dimension()).isEqualTo(9);
    assertThat(LogisticRegression.dense(3).pullsAll()).isTrue();
    assertThat(LogisticRegression.sparse(3).pullsAll()).isFalse();
    assertThat(LogisticRegression.hashed(3).pullsAll()).isFalse();
    assertThat(LogisticRegression.hashed(3).classifies()).isTrue();
    assertThat(LinearRegression.hashed(3, new Loss.Squared()).classifies()).isFalse();
  }

  @Test
  void denseFeaturesAreEntriesInOrder() {
    Model model = LogisticRegression.dense(2);
    MiniBatch batch = new MiniBatch(1, Numbering.identity());
    model.append(Example.of(1f, new Features.Dense(new float[] {5f, 6f})), batch);
    assertThat(Arrays.copyOf(batch.position, batch.entries())).containsExactly(0, 1, 2);
    assertThat(Arrays.copyOf(batch.value, batch.entries())).containsExactly(5f, 6f, 1f);
    float[] weights = {0.1f, 0.2f, -1f};
    assertThat(model.score(new Features.Dense(new float[] {5f, 6f}), c -> weights[c]))
        .isCloseTo(1 / (1 + Math.exp(-0.7)), within(1e-6));
  }

  @Test
  void hashedInterceptIsBehindTheBuckets() {
    Model model = LogisticRegression.hashed(18);
    MiniBatch batch = new MiniBatch(1, Numbering.identity());
    model.append(Example.of(1f, Features.Sparse.ofOnes(new int[] {5})), batch);
    assertThat(Arrays.copyOf(batch.position, batch.entries())).containsExactly(5, 1 << 18);
  }

  @Test
  void rejectsByRuleAndSaysWhich() {
    Model dense = LogisticRegression.dense(2);
    Model sparse = LogisticRegression.sparse(2);
    Model regression = LinearRegression.sparse(2, new Loss.Squared());
    Features two = new Features.Dense(new float[] {1f, 2f});
    Features.Sparse ok = sparse(new int[] {0, 1}, 1f, 2f);
    rejects(dense, Float.NaN, 1f, two, Reason.NOT_FINITE, "label must be finite: label=NaN");
    rejects(dense, 2f, 1f, two, Reason.BAD_LABEL, "label must be 0 or 1: label=2.0");
    rejects(
        dense,
        -1f,
        1f,
        two,
        Reason.BAD_LABEL,
        "label must be 0 or 1, or the two that labels names, for instance -1|1: label=-1.0");
    rejects(dense, 1f, -1f, two, Reason.NOT_FINITE, "weight must be finite and >= 0: weight=-1.0");
    rejects(
        sparse, 1f, Float.NaN, ok, Reason.NOT_FINITE, "weight must be finite and >= 0: weight=NaN");
    rejects(
        sparse,
        1f,
        Float.POSITIVE_INFINITY,
        ok,
        Reason.NOT_FINITE,
        "weight must be finite and >= 0: weight=Infinity");
    rejects(dense, 1f, 1f, ok, Reason.WRONG_DIMENSION, "features must be dense: sparse=2");
    rejects(
        sparse,
        1f,
        1f,
        sparse(new int[] {0, 2}, 1f, 2f),
        Reason.WRONG_DIMENSION,
        "index must be in [0, 2): index=2");
    rejects(
        sparse,
        1f,
        1f,
        sparse(new int[] {-1}, 1f),
        Reason.WRONG_DIMENSION,
        "index must be in [0, 2): index=-1");
    rejects(
        sparse,
        1f,
        1f,
        sparse(new int[] {1}, Float.NEGATIVE_INFINITY),
        Reason.NOT_FINITE,
        "feature 1 must be finite: value=-Infinity");
    rejects(
        dense,
        1f,
        1f,
        new Features.Dense(new float[3]),
        Reason.WRONG_DIMENSION,
        "dense must have length 2: length=3");
    rejects(
        dense,
        1f,
        1f,
        new Features.Dense(new float[] {1f, Float.NaN}),
        Reason.NOT_FINITE,
        "feature 1 must be finite: value=NaN");
    assertThat(regression.reject(example(2f, 0f, ok))).isEmpty();
    assertThat(sparse.reject(example(0f, 2f, two))).isEmpty();
  }

  @Test
  @Tag("case")
  void scoringRefusesWhatTrainingRefuses() {
    Model dense = LogisticRegression.dense(2);
    Model sparse = LinearRegression.sparse(2, new Loss.Squared());
    Model hashed = LogisticRegression.hashed(1);
    for (Model model : new Model[] {dense, sparse, hashed}) {
      for (Features bad :
          List.of(
              new Features.Dense(new float[3]),
              new Features.Dense(new float[1]),
              new Features.Dense(new float[] {1f, Float.NaN}),
              sparse(new int[] {0, 2}, 1f, 2f),
              sparse(new int[] {-1}, 1f),
              sparse(new int[] {1}, Float.NEGATIVE_INFINITY))) {
        Optional<Rejected> rejected = model.reject(example(1f, 1f, bad));
        Case.equal(
            "scoring",
            model + ", " + said(bad),
            rejected.map(r -> r.reason() + " " + r.detail()).orElse("accepted"),
            scored(model, bad));
      }
    }
  }

  private static String said(Features features) {
    return features instanceof Features.Sparse sparse
        ? Arrays.toString(sparse.indices()) + " " + Arrays.toString(sparse.values())
        : Arrays.toString(((Features.Dense) features).values());
  }

  private static String scored(Model model, Features features) {
    try {
      assertThat(model.score(features, c -> 1f)).isFinite();
      return "accepted";
    } catch (Refusal refusal) {
      return refusal.reason() + " " + refusal.getMessage();
    }
  }

  @Test
  void aClassifierGivesTheProbabilityOfBothClasses() {
    Model model = LogisticRegression.dense(1);
    assertThat(model.classes()).isEqualTo(2);
    double[] probabilities = new double[2];
    Features features = new Features.Dense(new float[] {2f});
    double score = model.score(features, c -> 0.25f, probabilities);
    assertThat(score)
        .isEqualTo(model.score(features, c -> 0.25f))
        .isCloseTo(1 / (1 + Math.exp(-0.75)), within(1e-6));
    assertThat(probabilities).containsExactly(1 - score, score);

    Model regression = LinearRegression.dense(1, new Loss.Squared());
    assertThat(regression.classes()).isZero();
    assertThatThrownBy(() -> regression.score(features, c -> 1f, probabilities))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "model must have classes to give their probabilities: model=linear-regression:dense=1");
  }

  private static void rejects(
      Model model, float label, float weight, Features features, Reason reason, String detail) {
    assertThat(model.reject(example(label, weight, features)))
        .hasValueSatisfying(
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(reason);
              assertThat(rejected.detail()).isEqualTo(detail);
              assertThat(rejected.origin()).isEqualTo(ORIGIN);
            });
  }

  private static Example example(float label, float weight, Features features) {
    return new Example(label, weight, features, 1L, "k", ORIGIN);
  }

  private static Features.Sparse sparse(int[] indices, float... values) {
    return new Features.Sparse(indices, values);
  }
}
