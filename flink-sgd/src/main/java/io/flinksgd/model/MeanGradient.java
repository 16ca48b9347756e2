package io.flinksgd.model;

import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import java.util.Arrays;

/** Pushes the mean of the batch's gradients at the view's weights; the server's optimizer steps. */
final class MeanGradient implements Learner {
  private final Loss loss;

  MeanGradient(Loss loss) {
    this.loss = loss;
  }

  @Override
  public void learn(
      MiniBatch batch,
      float[] view,
      int coordinates,
      long examples,
      float[] push,
      float[] score,
      Ready ready) {
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
}
