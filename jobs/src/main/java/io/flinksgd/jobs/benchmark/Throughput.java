// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * Passes values on and notes how many in which time, over all its subtasks in this JVM. What comes
 * first is start-up, of the job and of compiled code that was made for the job before, and is not
 * counted.
 */
final class Throughput<T> extends RichMapFunction<T, T> {
  private static final long serialVersionUID = 1L;
  private static final int EVERY = 1024;
  private static final AtomicLong PASSED = new AtomicLong();
  private static volatile long startUp;
  private static volatile long first;
  private static volatile long last;

  private transient int sinceLast;

  /** Call it before a job, whose first {@code values} are its start-up. */
  static void reset(long values) {
    PASSED.set(0);
    startUp = values;
    first = 0;
    last = 0;
  }

  /** Values per second once the start-up has passed. */
  static double perSecond() {
    return (PASSED.get() - startUp) / ((last - first) / 1e9);
  }

  @Override
  public T map(T value) {
    if (++sinceLast == EVERY) {
      sinceLast = 0;
      passed();
    }
    return value;
  }

  private static void passed() {
    long now = System.nanoTime();
    long passed = PASSED.addAndGet(EVERY);
    if (passed - EVERY < startUp && passed >= startUp) {
      first = now;
    }
    last = now;
  }
}
