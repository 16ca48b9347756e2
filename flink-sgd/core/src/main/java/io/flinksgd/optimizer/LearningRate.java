// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import java.io.Serializable;
import org.apiguardian.api.API;

/** The learning rate as a function of the examples that the model has learned from. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public sealed interface LearningRate extends Serializable {

  /** The rate after {@code examples} examples. */
  float at(long examples);

  /**
   * Always the same.
   *
   * @param rate the rate, {@code > 0}
   */
  record Constant(float rate) implements LearningRate {
    /** Checks {@code rate}. */
    public Constant {
      Optimizers.positive("rate", rate);
    }

    @Override
    public float at(long examples) {
      return rate;
    }
  }

  /**
   * {@code rate / (1 + examples / halving) ^ power}: with power 0.5 the usual inverse square root,
   * with 1 inverse time.
   *
   * @param rate the rate at the beginning, {@code > 0}
   * @param power how fast it falls, {@code > 0}
   * @param scale the examples after which it begins to fall, {@code > 0}
   */
  record Power(float rate, float power, float scale) implements LearningRate {
    /** Checks the numbers. */
    public Power {
      Optimizers.positive("rate", rate);
      Optimizers.positive("power", power);
      Optimizers.positive("scale", scale);
    }

    @Override
    public float at(long examples) {
      return (float) (rate * Math.pow(1 + examples / (double) scale, -power));
    }
  }

  /**
   * Falls by half every {@code halfLife} examples, never below {@code floor}.
   *
   * @param rate the rate at the beginning, {@code > 0}
   * @param halfLife examples, {@code > 0}
   * @param floor the least rate, {@code >= 0}
   */
  record Exponential(float rate, float halfLife, float floor) implements LearningRate {
    /** Checks the numbers. */
    public Exponential {
      Optimizers.positive("rate", rate);
      Optimizers.positive("half-life", halfLife);
      Optimizers.notNegative("floor", floor);
    }

    @Override
    public float at(long examples) {
      return (float) Math.max(floor, rate * Math.pow(2, -examples / (double) halfLife));
    }
  }

  /**
   * Is multiplied by {@code factor} every {@code every} examples.
   *
   * @param rate the rate at the beginning, {@code > 0}
   * @param every examples, {@code > 0}
   * @param factor {@code > 0}
   */
  record Staircase(float rate, float every, float factor) implements LearningRate {
    /** Checks the numbers. */
    public Staircase {
      Optimizers.positive("rate", rate);
      Optimizers.positive("every", every);
      Optimizers.positive("factor", factor);
    }

    @Override
    public float at(long examples) {
      return (float) (rate * Math.pow(factor, Math.floor(examples / (double) every)));
    }
  }

  /**
   * Falls along half a cosine to {@code floor} and stays there (Loshchilov and Hutter, ICLR 2017,
   * without restarts).
   *
   * @param rate the rate at the beginning, {@code > 0}
   * @param length examples until the floor, {@code > 0}
   * @param floor the least rate, {@code >= 0}
   */
  record Cosine(float rate, float length, float floor) implements LearningRate {
    /** Checks the numbers. */
    public Cosine {
      Optimizers.positive("rate", rate);
      Optimizers.positive("length", length);
      Optimizers.notNegative("floor", floor);
    }

    @Override
    public float at(long examples) {
      double part = Math.min(1, examples / (double) length);
      return (float) (floor + (rate - floor) * (1 + Math.cos(Math.PI * part)) / 2);
    }
  }

  /**
   * Rises from zero over the first examples, then is as {@code then}.
   *
   * @param examples length of the rise, {@code > 0}
   * @param then what comes after
   */
  record WarmUp(float examples, LearningRate then) implements LearningRate {
    /** Checks {@code examples}. */
    public WarmUp {
      Optimizers.positive("warm-up", examples);
    }

    @Override
    public float at(long seen) {
      return then.at(seen) * Math.min(1f, (seen + 1) / examples);
    }
  }
}
