// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.example.Example;
import java.util.SplittableRandom;

/**
 * Examples drawn from an objective until all workers together have taken a given number: a fast
 * worker takes more of them. A worker's examples depend on the seed and its own number only.
 */
final class DrawnFeed implements Feed {
  private final Objective objective;
  private final long seed;
  private final long[] position;
  private final SplittableRandom[] stream;
  private long left;

  DrawnFeed(Objective objective, int workers, long examples, long seed) {
    this.objective = objective;
    this.seed = seed;
    this.left = examples;
    this.position = new long[workers];
    this.stream = new SplittableRandom[workers];
    for (int w = 0; w < workers; w++) {
      stream[w] = streamOf(w);
    }
  }

  private SplittableRandom streamOf(int worker) {
    return RandomStream.EXAMPLES.of(seed, worker);
  }

  @Override
  public boolean has(int worker) {
    return left > 0;
  }

  @Override
  public Example next(int worker) {
    left--;
    position[worker]++;
    return objective.draw(stream[worker]);
  }

  @Override
  public long position(int worker) {
    return position[worker];
  }

  @Override
  public void seek(int worker, long to) {
    left += position[worker] - to;
    stream[worker] = streamOf(worker);
    for (long n = 0; n < to; n++) {
      objective.draw(stream[worker]);
    }
    position[worker] = to;
  }
}
