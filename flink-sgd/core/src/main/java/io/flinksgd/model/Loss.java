// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import io.flinksgd.optimizer.MarginLoss;
import java.io.Serializable;
import org.apiguardian.api.API;

/**
 * What a linear model minimises, as a function of the margin {@code m = sum_k w_k x_k} and the
 * label. A margin and {@code delta} have the unit of labels, but a logistic margin is the logarithm
 * of odds, and its loss is in nats. Immutable, of any thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public sealed interface Loss extends MarginLoss, Serializable {

  /** The loss itself. */
  double loss(double margin, double label);

  /** The prediction: a probability for the logistic loss, else the margin. */
  default float score(float margin) {
    return scoreOf(raise(margin));
  }

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

    /** The odds of label 0. */
    @Override
    public double raise(float margin) {
      return Math.exp(-margin);
    }

    @Override
    public float scoreOf(double odds) {
      return (float) (1 / (1 + odds));
    }

    @Override
    public double move(float margin, double odds, float label, double reach) {
      return LogisticMove.of(margin, odds, label, reach);
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
    public double raise(float margin) {
      return margin;
    }

    @Override
    public float scoreOf(double margin) {
      return (float) margin;
    }

    @Override
    public double move(float margin, double raised, float label, double reach) {
      return -(raised - label) * Decay.of(reach);
    }
  }

  /**
   * Huber's: squared near the label, linear beyond {@code delta} (Huber, 1964).
   *
   * @param delta where it becomes linear, {@code > 0}
   */
  record Huber(float delta) implements Loss {
    /**
     * Checks {@code delta}.
     *
     * @throws IllegalArgumentException if it is not {@code > 0} and finite
     */
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
    public double raise(float margin) {
      return margin;
    }

    @Override
    public float scoreOf(double margin) {
      return (float) margin;
    }

    @Override
    public double move(float margin, double raised, float label, double reach) {
      double off = raised - label;
      double beyond = Math.max(0, Math.abs(off) - delta);
      double straight = Math.min(reach * delta, beyond);
      double rest = Math.max(0, reach - beyond / delta);
      double curved = Math.min(Math.abs(off), delta) * Decay.of(rest);
      return -Math.signum(off) * (straight + curved);
    }
  }
}
