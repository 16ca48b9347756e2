// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * TaskManagers that get a part of the time only, as on machines that others use: they sleep for the
 * rest. So a job is slow and this machine is not busy.
 */
final class SlowMachines implements AutoCloseable {
  private static final long ASLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long AWAKE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final KilledJob job;
  private final List<String> names;
  private final CompletableFuture<Void> ended;
  private volatile boolean slow = true;

  private SlowMachines(KilledJob job) {
    this.job = job;
    this.names = job.all();
    this.ended =
        CompletableFuture.runAsync(this::slowDown, task -> new Thread(task, "slow").start());
  }

  /** Makes all TaskManagers of a job slow until this is closed. */
  static SlowMachines of(KilledJob job) {
    return new SlowMachines(job);
  }

  private void slowDown() {
    while (slow) {
      signal("STOP");
      LockSupport.parkNanos(ASLEEP_NANOS);
      signal("CONT");
      LockSupport.parkNanos(AWAKE_NANOS);
    }
  }

  private void signal(String signal) {
    try {
      for (String name : names) {
        job.signal(name, signal);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets them be as fast as they are. */
  @Override
  public void close() {
    slow = false;
    ended.join();
  }
}
