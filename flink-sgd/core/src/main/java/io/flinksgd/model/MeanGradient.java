// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.Diverged;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.OutlierQuota;
import io.flinksgd.gradient.RecentMean;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.StateLimits;
import java.util.Arrays;
import java.util.List;

/**
 * Pushes the mean of the batch's gradients at the view's weights; the server's optimizer steps.
 * Where that is {@linkplain Optimizer#importanceAware importance-aware}, an example's gradient is
 * its importance-aware update divided by the rate: no example would be overshot alone, so the mean
 * overshoots none. Other optimizers step by a gradient however large it is; for them an example
 * whose norm is out of all proportion, while that is {@linkplain OutlierQuota rare}, counts as one
 * by which the model diverges.
 */
final class MeanGradient implements Learner {
  private final Loss loss;
  private final Optimizer optimizer;
  private final StateLimits limits;
  private final boolean importanceAware;

  /** The mean of {@code ||x||^2}; what is 2^20 times as large is an outlier. */
  private final RecentMean usual = new RecentMean(1f, 0x1p20f);

  private final OutlierQuota outliers = new OutlierQuota();

  /** {@code ||x||^2} of the last example. */
  private float squares;

  private float sumOfSquares;
  private float largestSquares;
  private float limit;

  MeanGradient(Loss loss, Optimizer optimizer) {
    this.loss = loss;
    this.optimizer = optimizer;
    this.limits = new StateLimits(optimizer);
    this.importanceAware = optimizer.importanceAware();
  }

  @Override
  public List<Rejected> learn(
      MiniBatch batch,
      float[] view,
      int coordinates,
      long examples,
      float[] push,
      float[] score,
      Ready ready) {
    // the servers count the batch before they step
    float rate = optimizer.rate(examples + batch.size());
    outliers.came(batch.size());
    add(batch, view, coordinates, rate, push, score);
    limit = limit(batch.size());
    if (largestSquares <= limit
        && Overshoot.none(batch, loss, optimizer, rate)
        && StateLimits.finite(score, batch.size())
        && limits.holdGradients(push, coordinates)) {
      remember(batch);
      return List.of();
    }
    Diverged diverged = new Diverged(batch);
    for (int e = 0; e < batch.size(); e++) {
      String broken = broken(batch, e, view, score, rate);
      if (broken != null) {
        diverged.add(e, broken);
      }
    }
    List<Rejected> out = diverged.takeOut();
    if (!out.isEmpty()) {
      add(batch, view, coordinates, rate, push, score);
    }
    remember(batch);
    return out;
  }

  /** The largest {@code ||x||^2} that is no outlier; in the first batch judged by the others. */
  private float limit(int examples) {
    if (importanceAware) {
      return Float.POSITIVE_INFINITY;
    }
    if (usual.known()) {
      return usual.limit();
    }
    float others = (sumOfSquares - largestSquares) / (examples - 1);
    return Float.isFinite(others) ? usual.limit(others) : Float.POSITIVE_INFINITY;
  }

  private void remember(MiniBatch batch) {
    if (batch.size() > 0 && Float.isFinite(sumOfSquares)) {
      usual.add(sumOfSquares / batch.size());
    }
  }

  private void add(
      MiniBatch batch, float[] view, int coordinates, float rate, float[] push, float[] score) {
    Arrays.fill(push, 0, coordinates, 0f);
    sumOfSquares = 0f;
    largestSquares = 0f;
    int[] position = batch.position;
    float[] value = batch.value;
    int size = batch.size();
    for (int e = 0; e < size; e++) {
      float slope = slope(batch, e, view, rate, score) / size;
      sumOfSquares += squares;
      largestSquares = Math.max(largestSquares, squares);
      for (int k = batch.row[e]; k < batch.row[e + 1]; k++) {
        push[position[k]] += slope * value[k];
      }
    }
  }

  /** Predicts an example; returns its gradient for each unit of its features. */
  private float slope(MiniBatch batch, int e, float[] view, float rate, float[] score) {
    int[] position = batch.position;
    float[] value = batch.value;
    float label = batch.label[e];
    float margin = 0;
    float squares = 0;
    for (int k = batch.row[e]; k < batch.row[e + 1]; k++) {
      margin += view[position[k]] * value[k];
      squares += value[k] * value[k];
    }
    this.squares = squares;
    double raised = loss.raise(margin);
    score[e] = loss.scoreOf(raised);
    if (!importanceAware || squares == 0) {
      return loss.derivative(score[e], label) * batch.weight[e];
    }
    double reach = (double) batch.weight[e] * rate * squares;
    return (float) (-loss.move(margin, raised, label, reach) / (rate * (double) squares));
  }

  /** The rule that example {@code e} breaks by itself, null if none. */
  private String broken(MiniBatch batch, int e, float[] view, float[] scores, float rate) {
    float slope = slope(batch, e, view, rate, scores);
    float score = scores[e];
    if (!Float.isFinite(score)) {
      return "score must be finite: score=" + score;
    }
    for (int k = batch.row[e]; k < batch.row[e + 1]; k++) {
      float gradient = slope * batch.value[k];
      if (!(Math.abs(gradient) <= limits.gradient())) {
        return "gradient must be at most %s: coordinate=%d gradient=%s feature=%s weight of coordinate=%s score=%s label=%s weight=%s"
            .formatted(
                limits.gradient(),
                batch.coordinateOf(k),
                gradient,
                batch.value[k],
                view[batch.position[k]],
                score,
                batch.label[e],
                batch.weight[e]);
      }
    }
    String overshoot = Overshoot.of(batch, e, loss, optimizer, rate);
    return overshoot == null ? outlier() : overshoot;
  }

  private String outlier() {
    return squares <= limit || !outliers.outlier()
        ? null
        : "||x||^2 must be at most %s, in proportion to other examples: %s"
            .formatted(limit, squares);
  }
}
