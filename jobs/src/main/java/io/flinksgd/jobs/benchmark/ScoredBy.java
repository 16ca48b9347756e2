// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * Stands behind {@code ML_PREDICT} and notes when the first row comes that a version has scored,
 * for all tasks of this JVM.
 */
public final class ScoredBy extends ScalarFunction {
  private static final long serialVersionUID = 1L;
  private static final NavigableMap<Long, Long> FIRST = new TreeMap<>();

  private transient long last;

  /** For Flink. */
  public ScoredBy() {}

  /** Returns {@code version}. */
  public Long eval(Long version) {
    if (version != last) {
      last = version;
      synchronized (FIRST) {
        FIRST.putIfAbsent(version, System.nanoTime());
        FIRST.notifyAll();
      }
    }
    return version;
  }

  static void reset() {
    synchronized (FIRST) {
      FIRST.clear();
    }
  }

  /**
   * Waits until a row has been scored by {@code version} or a later one.
   *
   * @return the {@link System#nanoTime} of the first
   * @throws TimeoutException if none has in time
   */
  static long await(long version, Duration timeout) throws InterruptedException, TimeoutException {
    long end = System.nanoTime() + timeout.toNanos();
    synchronized (FIRST) {
      while (FIRST.isEmpty() || FIRST.lastKey() < version) {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (left <= 0) {
          throw new TimeoutException("version must be scored with: version=" + version);
        }
        FIRST.wait(left);
      }
      return FIRST.ceilingEntry(version).getValue();
    }
  }
}
