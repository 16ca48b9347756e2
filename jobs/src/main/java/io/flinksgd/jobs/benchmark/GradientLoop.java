// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Sgd;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * The gradients of a network and nothing else, in one thread for each worker: what a job could do
 * at most if its loop cost nothing.
 */
final class GradientLoop {
  private static final int ROUNDS = 5;
  private static final double SECONDS = 4;

  private final Model network;
  private final int threads;
  private final int batch;

  GradientLoop(Model network, int threads, int batch) {
    this.network = network;
    this.threads = threads;
    this.batch = batch;
  }

  /** Prints images a second; the first rounds warm up. */
  void run(PrintStream out) throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (int round = 1; round <= ROUNDS; round++) {
        Callable<Double> thread = this::measure;
        double rate = 0;
        for (Future<Double> each :
            pool.invokeAll(IntStream.range(0, threads).mapToObj(t -> thread).toList())) {
          rate += each.get();
        }
        out.printf(
            Locale.ROOT,
            "%s, %d threads, batch %d: gradients only, images/s %.0f%n",
            network.spec(),
            threads,
            batch,
            rate);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private double measure() {
    MiniBatch examples = examples();
    float[] weights = new float[network.dimension()];
    network.initial(0, weights);
    float[] gradient = new float[weights.length];
    float[] score = new float[batch];
    try (Learner learner = network.learner(Sgd.of(1), false)) {
      learner.learn(examples, weights, weights.length, 0, gradient, score);
      long start = System.nanoTime();
      long steps = 0;
      while (System.nanoTime() - start < SECONDS * 1e9) {
        learner.learn(examples, weights, weights.length, 0, gradient, score);
        steps++;
      }
      return steps * batch * 1e9 / (System.nanoTime() - start);
    }
  }

  private MiniBatch examples() {
    Random random = new Random(1);
    MiniBatch examples = new MiniBatch(batch, Numbering.identity());
    for (int e = 0; e < batch; e++) {
      float[] features = new float[network.denseFeatures()];
      for (int k = 0; k < features.length; k++) {
        features[k] = (float) random.nextGaussian();
      }
      network.append(Example.of(0, new Features.Dense(features)), examples);
    }
    return examples;
  }
}
