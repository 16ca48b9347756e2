package io.flinksgd.model;

import java.io.Serializable;

/**
 * What a linear model minimises, as a function of the margin {@code m = sum_k w_k x_k} and the
 * label.
 */
public sealed interface Loss extends Serializable {

  /** The loss itself. */
  double loss(double margin, double label);

  /** The prediction: a probability for the logistic loss, else the margin. */
  float score(float margin);

  /**
   * The derivative of the loss by the margin, given the prediction that {@link #score} makes of it.
   */
  float derivative(float score, float label);

  /**
   * The second derivative of the loss by the margin where it is the same everywhere, so that steps
   * that overshoot grow without end; 0 where the slope is bounded.
   */
  default float curvature() {
    return 0f;
  }

  /** Cross-entropy of {@code 1 / (1 + exp(-m))}; labels are 0 and 1. */
  record Logistic() implements Loss {
    @Override
    public float derivative(float score, float label) {
      return score - label;
    }

    @Override
    public double loss(double margin, double label) {
      // log(1 + exp(m)) without overflow
      return Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin))) - label * margin;
    }

    @Override
    public float score(float margin) {
      return (float) (1 / (1 + Math.exp(-margin)));
    }
  }

  /** {@code (m - y)^2 / 2}. */
  record Squared() implements Loss {
    @Override
    public float curvature() {
      return 1f;
    }

    @Override
    public float derivative(float score, float label) {
      return score - label;
    }

    @Override
    public double loss(double margin, double label) {
      return (margin - label) * (margin - label) / 2;
    }

    @Override
    public float score(float margin) {
      return margin;
    }
  }

  /**
   * Huber's: squared near the label, linear beyond {@code delta} (Huber, 1964).
   *
   * @param delta where it becomes linear, {@code > 0}
   */
  record Huber(float delta) implements Loss {
    /** Checks {@code delta}. */
    public Huber {
      if (!(delta > 0) || Float.isInfinite(delta)) {
        throw new IllegalArgumentException("delta must be > 0 and finite: delta=" + delta);
      }
    }

    @Override
    public float derivative(float score, float label) {
      return Math.max(-delta, Math.min(delta, score - label));
    }

    @Override
    public double loss(double margin, double label) {
      double off = Math.abs(margin - label);
      return off <= delta ? off * off / 2 : delta * (off - delta / 2.0);
    }

    @Override
    public float score(float margin) {
      return margin;
    }
  }
}
