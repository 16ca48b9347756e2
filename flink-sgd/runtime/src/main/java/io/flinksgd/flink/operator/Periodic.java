// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.operator;

import java.util.concurrent.ScheduledFuture;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * Runs an action on an operator's thread once per interval of processing time, until it is stopped.
 * An interval begins when the action has run: what is late runs once.
 */
public final class Periodic {
  private final ProcessingTimeService time;
  private final long millis;
  private final Runnable action;
  private ScheduledFuture<?> next;
  private boolean stopped;

  private Periodic(ProcessingTimeService time, long millis, Runnable action) {
    this.time = time;
    this.millis = millis;
    this.action = action;
  }

  /**
   * Runs {@code action} every {@code millis} milliseconds from now on; called on the operator's
   * thread.
   */
  public static Periodic every(ProcessingTimeService time, long millis, Runnable action) {
    Periodic periodic = new Periodic(time, millis, action);
    periodic.schedule();
    return periodic;
  }

  private void schedule() {
    next =
        time.registerTimer(
            time.getCurrentProcessingTime() + millis,
            at -> {
              if (!stopped) { // a timer that has fired waits for the thread, and cannot be
                // cancelled
                action.run();
              }
              if (!stopped) {
                schedule();
              }
            });
  }

  /** No more runs; called on the operator's thread. */
  public void stop() {
    stopped = true;
    next.cancel(false);
  }
}
