// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.local;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says when the broker of a job that runs is away, and when it is back: the job itself waits for it
 * and says nothing. A thread of its own asks, until it is closed.
 */
public final class BrokerWatch implements AutoCloseable {
  private static final Duration EACH = Duration.ofSeconds(10);

  private final PrintWriter err;
  private final Runnable ask;
  private final CountDownLatch over = new CountDownLatch(1);
  private long awaySince;
  private boolean away;

  BrokerWatch(PrintWriter err, Runnable ask) {
    this.err = err;
    this.ask = ask;
  }

  /**
   * Begins.
   *
   * @param ask fails when the broker does not answer
   */
  public static BrokerWatch begin(PrintWriter err, Runnable ask) {
    BrokerWatch watch = new BrokerWatch(err, ask);
    Thread thread = new Thread(watch::run, "broker-watch");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  private void run() {
    try {
      while (!over.await(EACH.toNanos(), TimeUnit.NANOSECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks once, and says what has changed. */
  void look() {
    try {
      ask.run();
      if (away) {
        away = false;
        Duration gone = Duration.ofNanos(System.nanoTime() - awaySince);
        say("the broker answers again after %d s: training goes on".formatted(gone.toSeconds()));
      }
    } catch (RuntimeException e) {
      if (!away) {
        away = true;
        awaySince = System.nanoTime();
        say(e.getMessage() + ": training waits for it");
      }
    }
  }

  private void say(String words) {
    if (over.getCount() > 0) {
      err.println("flink-sgd: " + words);
      err.flush();
    }
  }

  @Override
  public void close() {
    over.countDown();
  }
}
