// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.optimizer.Optimizer;
import java.util.Optional;

/**
 * {@code score = link(sum_k w_k x_k + intercept)}. Made by {@link LogisticRegression} and {@link
 * LinearRegression}.
 *
 * <p>Coordinates: one for each feature, of which a hashed model has {@code 2^bits}, and the
 * intercept behind them, which no feature shares and no penalty moves.
 */
final class LinearModel implements Model {
  private static final long serialVersionUID = 1L;

  /** How features become coordinates. */
  enum Input {
    HASHED,
    DENSE,
    SPARSE
  }

  private final String name;
  private final Input input;
  private final Loss loss;
  private final int features;

  private LinearModel(String name, Input input, Loss loss, int features) {
    this.name = name;
    this.input = input;
    this.loss = loss;
    this.features = features;
  }

  static LinearModel hashed(String name, Loss loss, int bits) {
    return new LinearModel(name, Input.HASHED, loss, FeatureHasher.intercept(bits));
  }

  static LinearModel dense(String name, Loss loss, int features) {
    return new LinearModel(name, Input.DENSE, loss, atLeastOne(features));
  }

  static LinearModel sparse(String name, Loss loss, int features) {
    return new LinearModel(name, Input.SPARSE, loss, atLeastOne(features));
  }

  private static int atLeastOne(int features) {
    if (features < 1 || features == Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "features must be >= 1 and < 2^31 - 1: features=" + features);
    }
    return features;
  }

  @Override
  public int dimension() {
    return features + 1;
  }

  private int intercept() {
    return features;
  }

  @Override
  public int[] unpenalised() {
    return new int[] {intercept(), intercept() + 1};
  }

  @Override
  public boolean pullsAll() {
    return input == Input.DENSE;
  }

  @Override
  public int denseFeatures() {
    return input == Input.DENSE ? features : 0;
  }

  @Override
  public int sparseFeatures() {
    return input == Input.SPARSE ? features : 0;
  }

  @Override
  public int hashedBits() {
    return input == Input.HASHED ? Integer.numberOfTrailingZeros(features) : 0;
  }

  @Override
  public boolean classifies() {
    return loss instanceof Loss.Logistic;
  }

  Loss loss() {
    return loss;
  }

  @Override
  public Optional<Rejected> reject(Example example) {
    float label = example.label();
    if (!Float.isFinite(label)) {
      return rejected(Reason.NOT_FINITE, "label must be finite: label=" + label, example);
    }
    if (classifies() && label != 0f && label != 1f) {
      String rule =
          label == -1f
              ? "label must be 0 or 1, or the two that labels names, for instance -1|1: label="
              : "label must be 0 or 1: label=";
      return rejected(Reason.BAD_LABEL, rule + label, example);
    }
    if (!(example.weight() >= 0) || Float.isInfinite(example.weight())) {
      return rejected(
          Reason.NOT_FINITE, "weight must be finite and >= 0: weight=" + example.weight(), example);
    }
    try {
      check(example.features());
    } catch (Refusal refusal) {
      return rejected(refusal.reason(), refusal.getMessage(), example);
    }
    return Optional.empty();
  }

  @Override
  public void check(Features of) {
    if (of instanceof Features.Dense dense) {
      dense.check(features);
    } else if (input == Input.DENSE) {
      throw new Refusal(Reason.WRONG_DIMENSION, "features must be dense: sparse=" + of.size());
    } else {
      checkSparse((Features.Sparse) of);
    }
  }

  private void checkSparse(Features.Sparse sparse) {
    int[] indices = sparse.indices();
    float[] values = sparse.values();
    // almost every example is in order: one pass without branches tells
    int outside = 0;
    float notFinite = 0;
    for (int k = 0; k < indices.length; k++) {
      outside |= indices[k] | (features - 1 - indices[k]);
      notFinite += values[k] * 0f;
    }
    if (outside >= 0 && notFinite == 0f) {
      return;
    }
    for (int k = 0; k < indices.length; k++) {
      if (indices[k] < 0 || indices[k] >= features) {
        throw new Refusal(
            Reason.WRONG_DIMENSION, "index must be in [0, " + features + "): index=" + indices[k]);
      }
      if (!Float.isFinite(values[k])) {
        throw Features.notFinite(indices[k], values[k]);
      }
    }
    throw new AssertionError("features that are out of order must break a rule");
  }

  private static Optional<Rejected> rejected(Reason reason, String detail, Example example) {
    return Optional.of(Rejected.of(reason, detail, example.origin(), example.key()));
  }

  @Override
  public void append(Example example, MiniBatch batch) {
    if (example.features() instanceof Features.Sparse sparse) {
      batch.entries(sparse.indices(), sparse.values(), sparse.indices().length);
    } else if (example.features() instanceof Features.Dense dense) {
      batch.dense(dense.values());
    }
    batch.entry(intercept(), 1f);
    batch.endExample(
        example.label(), example.weight(), example.eventTime(), example.key(), example.origin());
  }

  @Override
  public Learner learner(Optimizer optimizer, boolean localSteps) {
    Learner learner =
        localSteps ? new LocalSteps(loss, optimizer) : new MeanGradient(loss, optimizer);
    return classifies() ? learner : new UsualLabels(learner);
  }

  @Override
  public double score(Features of, Weights weights) {
    check(of);
    float margin = 0;
    if (of instanceof Features.Sparse sparse) {
      for (int k = 0; k < sparse.indices().length; k++) {
        margin += weights.at(sparse.indices()[k]) * sparse.values()[k];
      }
    } else if (of instanceof Features.Dense dense) {
      for (int k = 0; k < dense.values().length; k++) {
        margin += weights.at(k) * dense.values()[k];
      }
    }
    return loss.score(margin + weights.at(intercept()));
  }

  @Override
  public String spec() {
    String size =
        switch (input) {
          case HASHED -> "hashed=" + hashedBits();
          case DENSE -> "dense=" + features;
          case SPARSE -> "sparse=" + features;
        };
    String more = loss instanceof Loss.Huber huber ? ",loss=huber,delta=" + huber.delta() : "";
    return name + ":" + size + more;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LinearModel that && spec().equals(that.spec());
  }

  @Override
  public int hashCode() {
    return spec().hashCode();
  }

  @Override
  public String toString() {
    return spec();
  }
}
