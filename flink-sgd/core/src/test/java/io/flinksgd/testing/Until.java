// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for a fact that nobody announces: what a broker, a cluster or a thread of another part
 * shows to those who ask. Where a fact is announced, wait for the announcement.
 */
public final class Until {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long PAUSE_NANOS = 2_000_000; // others need the cores

  private Until() {}

  /**
   * Asks until {@code fact} holds.
   *
   * @param what the fact in words
   * @throws AssertionError with the words, if it does not hold for two minutes
   */
  public static void holds(String what, Callable<Boolean> fact) throws Exception {
    long begin = System.nanoTime();
    while (!fact.call()) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new AssertionError("must come true within " + PATIENCE + ": " + what);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException(what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
