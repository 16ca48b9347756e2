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

  Softmax(Activation scores) {
    this.scores = scores;
    this.classes = scores.shape().size();
    this.row = new float[classes];
  }

  /** The most probable class of each example. */
  void classify(float[] to) {
    for (int e = 0; e < scores.batch(); e++) {
      scores.value().get(e * classes, row, 0, classes);
      to[e] = largest();
    }
  }

  /** The probability of each class for example {@code e}. */
  float[] probabilities(int e) {
    scores.value().get(e * classes, row, 0, classes);
    exponents();
    return row.clone();
  }

  /**
   * Fills in the gradient of the scores.
   *
   * @param label the class of each example
   * @param weight the importance of each example
   * @param predicted receives the most probable class of each example
   * @return the loss
   */
  double gradient(float[] label, float[] weight, float[] predicted) {
    int batch = scores.batch();
    double loss = 0;
    for (int e = 0; e < batch; e++) {
      scores.value().get(e * classes, row, 0, classes);
      predicted[e] = largest();
      exponents();
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

  private int largest() {
    int largest = 0;
    for (int k = 1; k < classes; k++) {
      if (row[k] > row[largest]) {
        largest = k;
      }
    }
    return largest;
  }

  private void exponents() {
    float top = row[largest()];
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      row[k] = (float) Math.exp(row[k] - top);
      sum += row[k];
    }
    for (int k = 0; k < classes; k++) {
      row[k] /= (float) sum;
    }
  }
}
