// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

/**
 * Softmax and cross-entropy on top of a network: {@code loss = -(1/batch) sum_e weight_e
 * log(softmax(scores_e)[label_e])}, whose gradient by the scores is {@code weight_e (softmax -
 * onehot(label_e)) / batch}.
 */
final class Softmax {
  private final Activation scores;
  private final int classes;
  private final float[] row;
  private float largest;

  Softmax(Activation scores) {
    this.scores = scores;
    this.classes = scores.shape().size();
    this.row = new float[classes];
  }

  /**
   * The most probable class of each example and the probability of each class.
   *
   * @param predicted receives a number for each example, NaN where the network's scores are none
   * @param probabilities receives {@code classes} numbers for each example
   */
  void classify(float[] predicted, float[] probabilities) {
    for (int e = 0; e < scores.batch(); e++) {
      scores.value().get(e * classes, row, 0, classes);
      predicted[e] = normalize(row, 0, classes);
      System.arraycopy(row, 0, probabilities, e * classes, classes);
    }
  }

  /**
   * As {@link #classify}, and fills in the gradient of the scores, whose largest magnitude is then
   * {@link #largest}.
   *
   * @param label the class of each example
   * @param weight the importance of each example
   * @return the loss
   */
  double gradient(float[] label, float[] weight, float[] predicted, float[] probabilities) {
    int batch = scores.batch();
    double loss = 0;
    largest = 0f;
    for (int e = 0; e < batch; e++) {
      scores.value().get(e * classes, row, 0, classes);
      largest = Math.max(largest, Limits.largest(row, 0, classes));
      predicted[e] = normalize(row, 0, classes);
      System.arraycopy(row, 0, probabilities, e * classes, classes);
      int truth = (int) label[e];
      loss -= weight[e] * Math.log(Math.max(row[truth], Float.MIN_NORMAL));
      row[truth] -= 1f;
      float factor = weight[e] / batch;
      for (int k = 0; k < classes; k++) {
        row[k] *= factor;
      }
      scores.gradient().put(e * classes, row, 0, classes);
    }
    return loss / batch;
  }

  /** The largest magnitude of the scores that a gradient was made of; NaN if one is NaN. */
  float largest() {
    return largest;
  }

  /**
   * Turns scores of classes, {@code count} of them from {@code from} on, into probabilities.
   *
   * @return the most probable class, the first of several; NaN if a score is NaN or none is finite
   */
  static float normalize(float[] scores, int from, int count) {
    int largest = largest(scores, from, count);
    float top = scores[from + largest];
    double sum = 0;
    for (int k = from; k < from + count; k++) {
      scores[k] = (float) Math.exp(scores[k] - top);
      sum += scores[k];
    }
    for (int k = from; k < from + count; k++) {
      scores[k] /= (float) sum;
    }
    return Double.isNaN(sum) ? Float.NaN : largest;
  }

  /** Which of {@code count} numbers from {@code from} on is the largest, the first of several. */
  static int largest(float[] numbers, int from, int count) {
    int largest = 0;
    for (int k = 1; k < count; k++) {
      if (numbers[from + k] > numbers[from + largest]) {
        largest = k;
      }
    }
    return largest;
  }
}
