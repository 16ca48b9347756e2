// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import java.util.SplittableRandom;

/** Independent streams of random numbers from one seed, so that one use does not shift another. */
enum RandomStream {
  ATTEMPT(1),
  COMPUTE(2),
  SERVICE(3),
  NETWORK(4),
  IDLE(5),
  GUESTS(6),
  CRASHES(7),
  EXAMPLES(8);

  private static final long ODD = 0xD1342543DE82EF95L;

  private final long use;

  RandomStream(long use) {
    this.use = use;
  }

  SplittableRandom of(long seed) {
    return of(seed, 0);
  }

  SplittableRandom of(long seed, int number) {
    long mixed = new SplittableRandom(seed).nextLong() + use * ODD;
    mixed = new SplittableRandom(mixed).nextLong() + (number + 1) * ODD;
    return new SplittableRandom(new SplittableRandom(mixed).nextLong());
  }
}
