// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.Diverged;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.OutlierQuota;
import io.flinksgd.optimizer.ExampleSteps;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.StateLimits;
import java.util.Arrays;
import java.util.List;

/**
 * Learns example by example on the worker's own view, exactly as a sequential loop would, and
 * pushes by how much each state changed.
 */
final class LocalSteps implements Learner {
  private final Loss loss;
  private final Optimizer optimizer;
  private final ExampleSteps steps;
  private final StateLimits limits;
  private final int stride;
  private final OutlierQuota outliers = new OutlierQuota();
  private float[] before = {};

  LocalSteps(Loss loss, Optimizer optimizer) {
    if (!optimizer.additive()) {
      throw new IllegalArgumentException(
          "local steps need an optimizer whose state adds up: optimizer=" + optimizer.spec());
    }
    this.loss = loss;
    this.optimizer = optimizer;
    this.steps = optimizer.steps(loss);
    this.limits = new StateLimits(optimizer);
    this.stride = optimizer.stride();
  }

  @Override
  public int viewStride() {
    return stride;
  }

  @Override
  public int pushStride() {
    return stride;
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
    int floats = coordinates * stride;
    System.arraycopy(view, 0, push, 0, floats);
    float rate = optimizer.rate(examples);
    outliers.came(batch.size());
    learnAll(batch, view, rate, score);
    List<Rejected> diverged = List.of();
    if (!Overshoot.none(batch, loss, optimizer, rate)
        || !StateLimits.finite(score, batch.size())
        || !limits.hold(push, view, floats)) {
      System.arraycopy(push, 0, view, 0, floats);
      diverged = learnOneByOne(batch, view, rate, score);
    }
    for (int k = 0; k < floats; k++) {
      push[k] = view[k] - push[k];
    }
    return diverged;
  }

  private void learnAll(MiniBatch batch, float[] view, float rate, float[] score) {
    int size = batch.size();
    for (int e = 0; e < size; e++) {
      score[e] = step(batch, e, view, rate);
    }
  }

  /** Learns from one example; returns the prediction that was made before the step. */
  private float step(MiniBatch batch, int e, float[] view, float rate) {
    return steps.learn(
        view,
        batch.position,
        batch.value,
        batch.row[e],
        batch.row[e + 1],
        batch.label[e],
        batch.weight[e],
        rate);
  }

  /** Learns again, and leaves out the examples by which the model would diverge. */
  private List<Rejected> learnOneByOne(MiniBatch batch, float[] view, float rate, float[] score) {
    Diverged diverged = new Diverged(batch);
    int kept = 0;
    for (int e = 0; e < batch.size(); e++) {
      String overshoot = Overshoot.of(batch, e, loss, optimizer, rate);
      if (overshoot != null) {
        diverged.add(e, overshoot);
        continue;
      }
      save(batch, e, view);
      score[kept] = step(batch, e, view, rate);
      String broken = broken(batch, e, view, score[kept]);
      if (broken == null) {
        kept++;
      } else {
        restore(batch, e, view);
        diverged.add(e, broken);
      }
    }
    return diverged.takeOut();
  }

  private void save(MiniBatch batch, int e, float[] view) {
    int from = batch.row[e];
    int count = batch.row[e + 1] - from;
    before = before.length < count * stride ? new float[count * stride] : before;
    for (int k = 0; k < count; k++) {
      System.arraycopy(view, batch.position[from + k] * stride, before, k * stride, stride);
    }
  }

  private void restore(MiniBatch batch, int e, float[] view) {
    int from = batch.row[e];
    int count = batch.row[e + 1] - from;
    for (int k = 0; k < count; k++) {
      System.arraycopy(before, k * stride, view, batch.position[from + k] * stride, stride);
    }
  }

  /** The rule that learning from an example has broken, null if none. */
  private String broken(MiniBatch batch, int e, float[] view, float score) {
    if (!Float.isFinite(score)) {
      return "score must be finite: score=" + score;
    }
    int from = batch.row[e];
    int frozen = -1;
    for (int k = from; k < batch.row[e + 1]; k++) {
      int at = batch.position[k] * stride;
      int old = (k - from) * stride;
      if (!limits.permitsStep(before, old, view, at)) {
        return step("leave the model within what floats can hold", batch, e, k, view, score);
      }
      frozen = limits.freezes(before, old, view, at) ? k : frozen;
    }
    return frozen >= 0 && outliers.outlier()
        ? step("not freeze a coordinate by its gradient's square", batch, e, frozen, view, score)
        : null;
  }

  /** The error of a step that broke {@code rule} at entry {@code k} of example {@code e}. */
  private String step(String rule, MiniBatch batch, int e, int k, float[] view, float score) {
    int at = batch.position[k] * stride;
    int old = (k - batch.row[e]) * stride;
    return "a step must %s: coordinate=%d before=%s after=%s feature=%s score=%s label=%s weight=%s"
        .formatted(
            rule,
            batch.coordinateOf(k),
            Arrays.toString(Arrays.copyOfRange(before, old, old + stride)),
            Arrays.toString(Arrays.copyOfRange(view, at, at + stride)),
            batch.value[k],
            score,
            batch.label[e],
            batch.weight[e]);
  }
}
