package io.flinksgd.jobs.benchmark;

import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.model.Example;
import io.flinksgd.model.Features;
import io.flinksgd.model.Model;
import io.flinksgd.model.Rejected;
import io.flinksgd.optimizer.Optimizer;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A model one of whose workers is a straggler: a part of its steps takes longer, while it holds its
 * view, as on a machine that others use too.
 *
 * @param model what is trained
 * @param share part of the straggler's steps that are delayed
 * @param delay by how much
 */
record Straggling(Model model, double share, Duration delay) implements Model {
  private static final long serialVersionUID = 1L;
  private static final AtomicInteger LEARNERS = new AtomicInteger();

  /** The next learner that is made is the straggler; to be called before each job. */
  static void choose() {
    LEARNERS.set(0);
  }

  @Override
  public Learner learner(Optimizer optimizer, boolean localSteps) {
    Learner learner = model.learner(optimizer, localSteps);
    return LEARNERS.getAndIncrement() == 0 ? new Slow(learner) : learner;
  }

  private final class Slow implements Learner {
    private final Learner learner;
    private final Random random = new Random(1);

    Slow(Learner learner) {
      this.learner = learner;
    }

    @Override
    public int viewStride() {
      return learner.viewStride();
    }

    @Override
    public int pushStride() {
      return learner.pushStride();
    }

    @Override
    public void learn(
        MiniBatch batch,
        float[] view,
        int coordinates,
        long examples,
        float[] push,
        float[] score) {
      if (random.nextDouble() < share) {
        LockSupport.parkNanos(delay.toNanos());
      }
      learner.learn(batch, view, coordinates, examples, push, score);
    }
  }

  @Override
  public int dimension() {
    return model.dimension();
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
  public void append(Example example, MiniBatch batch) {
    model.append(example, batch);
  }

  @Override
  public double score(Features features, Weights weights) {
    return model.score(features, weights);
  }

  @Override
  public String spec() {
    return model.spec();
  }
}
