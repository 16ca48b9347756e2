// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.local;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.ForwardingLearner;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A model of which one learner in the process is slow at times: what a machine with a noisy
 * neighbour looks like to the others.
 *
 * @param model what is trained
 * @param pause before a slow step
 * @param share of the steps that are slow
 */
public record Straggler(Model model, Duration pause, double share) implements Model {
  private static final long serialVersionUID = 1L;
  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  /** The next learner of {@code model} that this process makes is slow. */
  public static Model around(Model model, Duration pause, double share) {
    TAKEN.set(false);
    return new Straggler(model, pause, share);
  }

  /**
   * As {@link #around(Model, Duration, double)}, from {@code "50ms:0.3"}; with an empty text no
   * learner is slow.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  public static Model around(Model model, String text) {
    if (text.isEmpty()) {
      return model;
    }
    String[] parts = text.split(":", -1);
    try {
      double share = Double.parseDouble(parts.length == 2 ? parts[1] : "");
      long millis = Long.parseLong(parts[0].replace("ms", ""));
      if (share >= 0 && share <= 1 && millis > 0) {
        return around(model, Duration.ofMillis(millis), share);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "straggler must be MILLISECONDSms:SHARE: straggler=" + text, e);
    }
    throw new IllegalArgumentException("straggler must be MILLISECONDSms:SHARE: straggler=" + text);
  }

  @Override
  public Learner learner(Optimizer optimizer, boolean localSteps) {
    Learner learner = model.learner(optimizer, localSteps);
    return TAKEN.compareAndSet(false, true) ? new Slow(learner, pause, share) : learner;
  }

  /** The same, with pauses. */
  private static final class Slow extends ForwardingLearner {
    private final long pause;
    private final double share;
    private final Random random = new Random(1);

    Slow(Learner learner, Duration pause, double share) {
      super(learner);
      this.pause = pause.toNanos();
      this.share = share;
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
      if (random.nextDouble() < share) {
        long end = System.nanoTime() + pause;
        for (long left = pause; left > 0; left = end - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
      }
      return super.learn(batch, view, coordinates, examples, push, score, ready);
    }
  }

  @Override
  public int dimension() {
    return model.dimension();
  }

  @Override
  public int trainable() {
    return model.trainable();
  }

  @Override
  public void initial(int first, float[] weights) {
    model.initial(first, weights);
  }

  @Override
  public int denseFeatures() {
    return model.denseFeatures();
  }

  @Override
  public int sparseFeatures() {
    return model.sparseFeatures();
  }

  @Override
  public int hashedBits() {
    return model.hashedBits();
  }

  @Override
  public boolean localSteps() {
    return model.localSteps();
  }

  @Override
  public boolean pullsAll() {
    return model.pullsAll();
  }

  @Override
  public boolean classifies() {
    return model.classifies();
  }

  @Override
  public Optional<Rejected> reject(Example example) {
    return model.reject(example);
  }

  @Override
  public int classes() {
    return model.classes();
  }

  @Override
  public void check(Features features) {
    model.check(features);
  }

  @Override
  public void append(Example example, MiniBatch batch) {
    model.append(example, batch);
  }

  @Override
  public double score(Features features, Weights weights) {
    return model.score(features, weights);
  }

  @Override
  public double score(Features features, Weights weights, double[] probabilities) {
    return model.score(features, weights, probabilities);
  }

  @Override
  public String spec() {
    return model.spec();
  }
}
