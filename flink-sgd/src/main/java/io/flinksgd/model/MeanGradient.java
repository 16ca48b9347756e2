package io.flinksgd.model;

import io.flinksgd.gradient.Diverged;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.StateLimits;
import java.util.Arrays;
import java.util.List;

/** Pushes the mean of the batch's gradients at the view's weights; the server's optimizer steps. */
final class MeanGradient implements Learner {
  private final Loss loss;
  private final Optimizer optimizer;
  private final StateLimits limits;

  MeanGradient(Loss loss, Optimizer optimizer) {
    this.loss = loss;
    this.optimizer = optimizer;
    this.limits = new StateLimits(optimizer);
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
    float rate = optimizer.rate(examples);
    add(batch, view, coordinates, push, score);
    if (Overshoot.none(batch, loss, optimizer, rate)
        && StateLimits.finite(score, batch.size())
        && limits.holdGradients(push, coordinates)) {
      return List.of();
    }
    Diverged diverged = new Diverged(batch);
    for (int e = 0; e < batch.size(); e++) {
      String broken = broken(batch, e, view, score[e], rate);
      if (broken != null) {
        diverged.add(e, broken);
      }
    }
    List<Rejected> out = diverged.takeOut();
    if (!out.isEmpty()) {
      add(batch, view, coordinates, push, score);
    }
    return out;
  }

  private void add(MiniBatch batch, float[] view, int coordinates, float[] push, float[] score) {
    Arrays.fill(push, 0, coordinates, 0f);
    int[] position = batch.position;
    float[] value = batch.value;
    int size = batch.size();
    for (int e = 0; e < size; e++) {
      int from = batch.row[e];
      int to = batch.row[e + 1];
      float margin = 0;
      for (int k = from; k < to; k++) {
        margin += view[position[k]] * value[k];
      }
      score[e] = loss.score(margin);
      float slope = loss.derivative(score[e], batch.label[e]) * batch.weight[e] / size;
      for (int k = from; k < to; k++) {
        push[position[k]] += slope * value[k];
      }
    }
  }

  /** The rule that example {@code e} breaks by itself, null if none. */
  private String broken(MiniBatch batch, int e, float[] view, float score, float rate) {
    if (!Float.isFinite(score)) {
      return "score must be finite: score=" + score;
    }
    float slope = loss.derivative(score, batch.label[e]) * batch.weight[e];
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
    return Overshoot.of(batch, e, loss, optimizer, rate);
  }
}
