// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.local;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C into an interrupt of the thread that works, and holds the JVM until that thread has
 * cleaned up; half a minute at most. The JVM's exit code is then 130, whatever the work returns.
 */
public final class Interruption {
  private final Thread worker = Thread.currentThread();
  private final CountDownLatch done = new CountDownLatch(1);

  private Interruption() {}

  /** Does {@code work} in the calling thread. */
  public static <T> T guard(Callable<T> work) throws Exception {
    Interruption interruption = new Interruption();
    Thread hook = new Thread(interruption::interrupt, "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.call();
    } finally {
      interruption.done.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // the JVM is going down: the hook has run
        Thread.interrupted();
      }
    }
  }

  private void interrupt() {
    worker.interrupt();
    try {
      if (!done.await(30, TimeUnit.SECONDS)) {
        System.err.println("flink-sgd: not everything could be stopped in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
